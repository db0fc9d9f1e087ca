import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import axe, { type AxeResults } from "axe-core";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import type { CheckReport } from "../../shared/command/report";
import { reporters } from "../../shared/command/reporters";
import { fullReport, HOSTILE_NAME } from "../fixtures/report";
import { reportContext } from "../registry";

/** `CHROME_PATH`, or what is on the path. CI must have one. */
const executable =
  process.env["CHROME_PATH"] ??
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)))
    .find((path) => existsSync(path));
const isSkipped = executable === undefined && !process.env["CI"];

(isSkipped ? describe.skip : describe)(isSkipped ? "skipped, as no Chromium was found: set CHROME_PATH" : "in Chromium", () => {
  let browser: Browser;
  let folder: string;
  let context: BrowserContext | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "azure-postgresql-tls-"));
    const isRoot = process.getuid?.() === 0;
    browser = await chromium.launch({ ...(executable !== undefined && { executablePath: executable }), chromiumSandbox: !isRoot });
  });

  afterEach(async () => {
    await context?.close();
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page of a report, and gathers what goes wrong in it and what it loads from elsewhere. */
  async function open(
    report: CheckReport = fullReport,
    { scheme = "light", hash = "" }: { readonly scheme?: "light" | "dark"; readonly hash?: string } = {},
  ): Promise<{ readonly page: Page; readonly events: string[] }> {
    const file = join(folder, "report.html");
    writeFileSync(file, reporters.html(report, reportContext));
    context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const events: string[] = [];
    page.on("console", (message) => events.push(message.text()));
    page.on("pageerror", ({ message }) => events.push(message));
    page.on("dialog", (dialog) => {
      events.push(dialog.message());
      void dialog.dismiss();
    });
    page.on("request", (request) => events.push(request.url()));
    await page.goto(`${pathToFileURL(file).href}${hash}`);
    expect(events.splice(0)).toEqual([`${pathToFileURL(file).href}${hash}`.replace(/#.*/, "")]);
    return { page, events };
  }

  /** The names of the resources in the list. */
  const names = async (page: Page): Promise<string[]> => page.locator("#list .where b").allInnerTexts();

  const openAll = async (page: Page): Promise<void> => {
    for (const row of await page.locator("#list details").all()) await row.locator("summary").click();
  };

  test("loads nothing from elsewhere, breaks none of its own rules, and shows what others wrote as text", async () => {
    const { page, events } = await open();
    for (const tab of ["Findings", "Resources", "Accepted", "Notes", "Files"]) {
      await page.getByRole("tab", { name: tab }).click();
      await openAll(page);
      expect(await page.locator("#list img, #list script, #list b b").count()).toBe(0);
    }
    await page.getByRole("tab", { name: "Findings" }).click();
    expect(await names(page)).toContain(HOSTILE_NAME);
    expect(await page.title()).toBe("Azure PostgreSQL TLS report");
    expect(events).toEqual([]);
  });

  test("shows the estate: numbers, controls by verdict, findings with their place and what to write", async () => {
    const { page } = await open();
    expect(await page.locator(".headline").innerText()).toBe("The check is not complete: 1 file could not be fully read");
    expect(await page.locator(".tile").allInnerTexts()).toEqual(["4\nerrors", "5\nwarnings", "1\nright", "2\naccepted", "4\nnotes"]);
    expect(await page.locator(".card .legend").allInnerTexts()).toEqual(["4 wrong", "2 wrong\n1 not set\n1 undetermined\n1 right"]);
    const row = page.locator("#list details", { hasText: "orders > requireTls" });
    await row.locator("summary").click();
    expect(await row.locator(".what").innerText()).toBe("require_secure_transport is OFF; it must be ON.");
    expect(await row.locator(".where").innerText()).toBe("orders > requireTls in infra/modules/server.bicep:30:7");
    expect(await row.locator("pre").innerText()).toBe("properties: {\n  value: 'ON'\n}");
    expect(await row.locator("dl").innerText()).toContain("infra/main.test.bicepparam:4:32");
    await row.getByRole("button", { name: "Copy" }).click();
    await row.getByRole("button", { name: /^(Copied|Selected)$/ }).waitFor();
  });

  test.each([
    ["Every server that was found enforces TLS", []],
    ["Nothing to mend, and 1 finding accepted", fullReport.findings.filter(({ accepted }) => accepted).slice(0, 1)],
  ])("says above all: %s", async (headline, findings) => {
    const results = fullReport.results.filter(({ verdict }) => verdict === "pass");
    const { page } = await open({ ...fullReport, problems: [], unread: [], notices: [], findings, results, files: [] });
    expect(await page.locator(".headline").innerText()).toBe(headline);
  });

  test("says above all that what an option ignores isn't known", async () => {
    const [first] = fullReport.results;
    if (!first) throw new Error("There must be a result.");
    const results = [{ ...first, verdict: "unset" as const }];
    const { page } = await open({ ...fullReport, problems: [], unread: [], notices: [], findings: [], results, files: [] });
    expect(await page.locator(".headline").innerText()).toBe("Nothing to mend, but not every server is known to enforce TLS");
  });

  test("shows what is accepted with its reason, its owner and its end", async () => {
    const { page } = await open(fullReport, { hash: "#tab=accepted" });
    expect(await names(page)).toEqual(["legacy", "reports"]);
    await page.locator("#list summary").first().click();
    expect(await page.locator(".reason").innerText()).toMatch(
      /^Moves to a flexible server, see CHG-1042\.\s+Owner\s+team-orders\s+Until\s+2026-12-31, 40 days left when this was written\s/,
    );
  });

  test("filters by text, control and verdict, and keeps that in its address", async () => {
    const { page } = await open();
    await page.getByLabel("Search").fill("BILLING wrong");
    expect(await page.locator("#list").innerText()).toBe("Nothing fits the filters.");
    await page.getByLabel("Search").fill("billing disabled");
    expect(await names(page)).toEqual(["billing"]);
    expect(await page.getByRole("status").innerText()).toBe("1 finding, of 5");
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByLabel("Verdict").selectOption("undetermined");
    expect(await names(page)).toEqual(["azurerm_postgresql_flexible_server_configuration.later"]);
    expect(page.url()).toMatch(/#tab=findings&verdict=undetermined$/);
    await page.getByRole("button", { name: "1 not set" }).click();
    expect(await page.locator("#list .what").allInnerTexts()).toEqual(["reporting"]);
    expect(await page.getByRole("tab", { selected: true }).innerText()).toMatch(/^Resources/);
  });

  test("by keyboard alone", async () => {
    const { page } = await open();
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toBe("Skip to the findings");
    await page.keyboard.press("/");
    await page.keyboard.type("billing");
    expect(await names(page)).toEqual(["billing"]);
    await page.locator("#list summary").focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#list pre").innerText()).toBe("properties: {\n  sslEnforcement: 'Enabled'\n}");
    await page.getByRole("tab", { selected: true }).focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(":focus").innerText()).toMatch(/^Resources/);
    expect(await page.getByRole("tab", { selected: true }).innerText()).toMatch(/^Resources/);
  });

  test.each(["light", "dark"] as const)("is accessible when %s: names, roles, contrast", async (scheme) => {
    const { page } = await open(fullReport, { scheme });
    const violations: string[] = [];
    await page.evaluate(axe.source);
    for (const tab of ["Findings", "Resources", "Accepted"]) {
      await page.getByRole("tab", { name: tab }).click();
      await openAll(page);
      const found = await page.evaluate<AxeResults>("axe.run()");
      violations.push(...found.violations.map(({ id, nodes }) => `${tab}: ${id}: ${nodes.map(({ html }) => html).join(" ")}`));
    }
    expect(violations).toEqual([]);
  });

  test("is as dark as its reader has it, or wants it", async () => {
    const { page } = await open(fullReport, { scheme: "dark" });
    const ground = async (): Promise<string> => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const dark = await ground();
    await page.getByRole("button", { name: "Light" }).click();
    const light = await ground();
    expect([dark, light]).toEqual(["rgb(14, 20, 29)", "rgb(245, 247, 250)"]);
  });

  test("shows 20,000 findings by the page", async () => {
    const [first] = fullReport.findings.slice(2);
    if (!first) throw new Error("There is no finding.");
    const findings = Array.from({ length: 20_000 }, (_, index) => ({
      ...first,
      resource: { ...first.resource, name: `pg-${String(index)}` },
    }));
    const { page } = await open({ ...fullReport, findings });
    expect(await page.getByRole("status").innerText()).toBe("1 to 100 of 20,000 findings");
    await page.getByRole("navigation", { name: "Pages", exact: true }).getByRole("button", { name: "Next" }).click();
    expect((await names(page)).at(0)).toBe("pg-100");
    await page.getByLabel("Search").fill("pg-19999");
    expect(await names(page)).toEqual(["pg-19999"]);
  });
});
