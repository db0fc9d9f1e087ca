"use strict";
// Shows the report that is in #data. Whatever it shows was written by others, so it becomes text of an element, and nothing else.

/**
 * @typedef {{ id: string, title: string, severity: string, why: string, fix: string, page: string, upstream: { product: string, id: string, url: string } }} Control
 * @typedef {{ by: string, reason?: string, until?: string, owner?: string, place?: string }} Accepted
 * @typedef {{ control: string, verdict: string, name: string, address: string, type: string, place: string }} Subject
 * @typedef {Subject & { level: string, message: string, armPath: string, setting?: string, condition?: string, from: string[],
 *   through?: string[], root?: string, parameters: string[], snippet?: { language: string, code: string }, accepted?: Accepted,
 *   expired?: string }} Finding
 * @typedef {Subject & { conditional: boolean, byParameters: { parameters: string, verdict: string }[] }} Resource
 * @typedef {{ kind: string, level: string, message: string, place?: string }} Note
 * @typedef {{ path: string, status: string, kind?: string, why?: string, parameters?: string[], resources: number }} CheckedFile
 * @typedef {{ version: string, date: string, options: Record<string, string>, controls: Control[], findings: Finding[],
 *   resources: Resource[], notes: Note[], files: CheckedFile[],
 *   summary: { resources: number, errors: number, warnings: number, accepted: number, files: Record<string, number> } }} Data
 * @typedef {Node | string | undefined} Child
 */

const PAGE_SIZE = 100;
const VERDICTS = ["fail", "unset", "undetermined", "pass"];
const VERDICT_WORDS = { fail: "wrong", unset: "not set", undetermined: "undetermined", pass: "right" };
const DAY = 86_400_000;
const SOON_DAYS = 30;

/** @type {Data} */
const data = JSON.parse(byId("data").textContent ?? "");
const controls = new Map(data.controls.map((control) => [control.id, control]));
const open = data.findings.filter((finding) => !finding.accepted);
const accepted = data.findings.filter((finding) => finding.accepted);

/** What can be listed: a tab each. */
const lists = {
  findings: { title: "Findings", items: open, render: findingRow, noun: "finding", none: "Nothing to change was found." },
  resources: { title: "Resources", items: data.resources, render: resourceRow, noun: "verdict", none: "No resource was checked." },
  accepted: {
    title: "Accepted",
    items: accepted,
    render: findingRow,
    noun: "finding",
    none: "No finding is accepted by a waiver or a baseline.",
  },
  notes: { title: "Notes", items: data.notes, render: noteRow, noun: "note", none: "All that was given could be read." },
  files: { title: "Files", items: data.files, render: fileRow, noun: "file", none: "There are no files." },
};
/** @typedef {keyof typeof lists} Tab */

/** Filters that want a value of an item to be theirs. */
const SELECTED = /** @type {const} */ (["control", "verdict", "level"]);

/** @type {{ tab: Tab, text: string, control: string, verdict: string, level: string, order: string, page: number }} */
const state = { tab: "findings", text: "", control: "", verdict: "", level: "", order: "", page: 0 };
const FILTERS = /** @type {const} */ (["text", "control", "verdict", "level", "order"]);

// Elements

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {string} id */
function inputOf(id) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (byId(id));
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} className
 * @param {...Child} children texts become text
 * @returns {HTMLElementTagNameMap[Name]}
 */
function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const child of children) if (child !== undefined) made.append(child);
  return made;
}

/**
 * @param {string} className
 * @param {() => void} act
 * @param {...Child} children
 */
function button(className, act, ...children) {
  const made = element("button", className, ...children);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/**
 * @param {string} href
 * @param {string} text
 */
function link(href, text) {
  const made = element("a", "", text);
  made.href = href;
  made.rel = "noreferrer";
  return made;
}

/** @param {number} number */
function count(number) {
  return number.toLocaleString("en");
}

/**
 * @param {number} number
 * @param {string} noun
 */
function counted(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

// Overview

function showOverview() {
  const { summary, date, version } = data;
  const { resources, errors, warnings } = summary;
  const made = new Date(date).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  byId("made").textContent = `azure-postgresql-tls ${version}, ${made} UTC`;
  const options = Object.entries(data.options).map(([name, value]) => `${name}: ${value}`);
  byId("options").textContent = `Options: ${options.join(", ")}.`;
  const passes = data.resources.filter((resource) => resource.verdict === "pass").length;
  byId("overview").append(
    element("h2", "headline", headline()),
    element("p", "", `${counted(resources, "resource")} checked in ${counted(summary.files.read, "file")}.`),
    element(
      "div",
      "tiles",
      tile("fail", errors, errors === 1 ? "error" : "errors", { tab: errorsTab(), level: "error" }),
      tile("unset", warnings, warnings === 1 ? "warning" : "warnings", { tab: warningsTab(), level: "warning" }),
      tile("pass", passes, "right", { tab: "resources", verdict: "pass" }),
      tile("accepted", accepted.length, "accepted", { tab: "accepted" }),
      tile("accepted", data.notes.length, data.notes.length === 1 ? "note" : "notes", { tab: "notes" }),
    ),
  );
}

/** Where the most errors are listed. */
function errorsTab() {
  return open.some(({ level }) => level === "error") ? "findings" : "notes";
}

function warningsTab() {
  return open.some(({ level }) => level === "warning") ? "findings" : "notes";
}

function headline() {
  const { resources, errors, warnings, files } = data.summary;
  if (files.failed > 0) return `The check is not complete: ${counted(files.failed, "file")} could not be fully read`;
  if (resources === 0) return "Nothing was checked: no server of PostgreSQL was found";
  if (errors > 0) return `${counted(errors, "error")} to mend before these servers enforce TLS`;
  if (warnings > 0) return `No error, and ${counted(warnings, "warning")} to look at`;
  if (accepted.length > 0) return `Nothing to mend, and ${counted(accepted.length, "finding")} accepted`;
  // An option ignores it.
  if (data.resources.some(({ verdict }) => verdict === "unset" || verdict === "undetermined"))
    return "Nothing to mend, but not every server is known to enforce TLS";
  return "Every server that was found enforces TLS";
}

/**
 * @param {string} kind
 * @param {number} number
 * @param {string} text
 * @param {Partial<typeof state>} shown
 */
function tile(kind, number, text, shown) {
  return button(`tile is-${number === 0 ? "none" : kind}`, () => go(shown), element("b", "", count(number)), element("span", "", text));
}

function showControls() {
  for (const control of data.controls) {
    const { id, title, why, severity, page, upstream } = control;
    const own = data.resources.filter((resource) => resource.control === id);
    const numbers = VERDICTS.map((verdict) => ({ verdict, number: own.filter((one) => one.verdict === verdict).length }));
    const found = numbers.filter(({ number }) => number > 0);
    const stack = element("div", "stack");
    stack.setAttribute("aria-hidden", "true");
    for (const { verdict, number } of found) {
      const part = element("i", verdict);
      part.style.flexGrow = String(number);
      stack.append(part);
    }
    const legend = found.map(({ verdict, number }) =>
      button(`chip ${verdict}`, () => go({ tab: "resources", control: id, verdict }), `${count(number)} ${wordOf(verdict)}`),
    );
    byId("controls").append(
      element(
        "article",
        "card",
        element("p", "id mono", id),
        element("h2", "", title),
        element("p", "why", why),
        stack,
        element("div", "legend", ...(legend.length > 0 ? legend : [element("span", "chip plain", "no resource of its kind")])),
        element(
          "p",
          "links",
          `Severity ${severity}. `,
          link(page, "How to fix it"),
          link(upstream.url, `${upstream.product}: ${upstream.id}`),
        ),
      ),
    );
  }
}

/** @param {string} verdict */
function wordOf(verdict) {
  return VERDICT_WORDS[/** @type {keyof typeof VERDICT_WORDS} */ (verdict)] ?? verdict;
}

// Rows

/**
 * @param {string} kind
 * @param {Child[]} what
 * @param {Child[]} chips
 * @param {Child[]} where
 * @param {(() => Child[]) | undefined} more what is shown when it is opened
 */
function row(kind, what, chips, where, more) {
  const head = [
    element("span", `mark ${kind}`),
    element("span", "what", ...what),
    element("span", "chips", ...chips),
    element("span", "where", ...where),
  ];
  if (!more) return element("div", "row", element("div", "head", ...head));
  const details = element("details", "row", element("summary", "head", ...head));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(element("div", "body", ...more()));
  });
  return details;
}

/** @param {Finding} finding */
function findingRow(finding) {
  const { level, verdict, message, name, place, setting, expired, accepted: by, condition } = finding;
  // The first sentence says what is wrong, the others what to do.
  const end = /; it must be .*?\. |\. (?=[A-Z])/.exec(message);
  const first = end ? message.slice(0, end.index + end[0].length - 1) : message;
  return row(
    by ? "accepted" : level,
    [first],
    [
      by ? element("span", "chip accepted", by.by === "baseline" ? "in the baseline" : until(by)) : undefined,
      expired ? element("span", "chip unset", `waiver ended ${expired}`) : undefined,
      setting ? element("span", "chip plain", setting) : undefined,
      element("span", `chip ${level}`, `${level}: ${wordOf(verdict)}`),
    ],
    [element("b", "", name), condition ? ` if ${condition}` : "", " in ", element("span", "mono", place)],
    () => findingBody(finding, message.slice(first.length).trim()),
  );
}

/** @param {Accepted} by */
function until(by) {
  return by.until === undefined ? "waived" : `waived until ${by.until}`;
}

/**
 * @param {Finding} finding
 * @param {string} todo
 */
function findingBody(finding, todo) {
  const { control, address, name, type, armPath, from, through, root, parameters, snippet, accepted: by } = finding;
  const of = controls.get(control);
  return [
    by ? acceptedNote(by) : undefined,
    todo ? element("p", "todo", todo) : undefined,
    snippet ? figure(snippet) : undefined,
    facts([
      ["Value from", from],
      ["Deployed by", through ? [...through] : root ? [root] : []],
      ["With", parameters],
      ["Resource", [address === name ? type : `${address}, ${type}`]],
      ["In ARM", [armPath]],
      ["Control", [of ? of.title : control, control]],
      ["Why", of ? [of.why] : []],
    ]),
    of ? element("p", "", link(of.page, "How to fix it in each language, and how to accept it")) : undefined,
  ];
}

/** @param {Accepted} by */
function acceptedNote({ by, reason, until: end, owner, place }) {
  const days = end === undefined ? undefined : Math.floor((Date.parse(`${end}T23:59:59Z`) - Date.parse(data.date)) / DAY);
  const left = days === undefined ? "" : days < 0 ? "ended" : `${counted(days, "day")} left when this was written`;
  return element(
    "div",
    "reason",
    element("p", "", by === "baseline" ? "It is in the baseline: it was there before." : (reason ?? "")),
    facts([
      ["Owner", owner === undefined ? [] : [owner]],
      ["Until", end === undefined ? [] : [element("span", days !== undefined && days < SOON_DAYS ? "soon" : "", `${end}, ${left}`)]],
      ["Stands in", place === undefined ? [] : [place]],
    ]),
  );
}

/** @param {{ language: string, code: string }} snippet */
function figure({ language, code }) {
  const pre = element("pre", "", element("code", "", code));
  pre.tabIndex = 0;
  const copy = button("quiet", () => void copyOf(pre).then((done) => (copy.textContent = done)), "Copy");
  return element("figure", "", element("figcaption", "", `Write, in ${language}`, copy), pre);
}

/**
 * Copies a text, or selects it where a page may not copy.
 *
 * @param {HTMLElement} pre
 * @returns {Promise<string>} what was done
 */
async function copyOf(pre) {
  try {
    await navigator.clipboard.writeText(pre.textContent ?? "");
    return "Copied";
  } catch {
    getSelection()?.selectAllChildren(pre);
    return "Selected";
  }
}

/** @param {[string, Child[]][]} pairs */
function facts(pairs) {
  const list = element("dl", "");
  for (const [name, values] of pairs) {
    if (values.length === 0) continue;
    list.append(element("dt", "", name), element("dd", "", ...values.map((value) => element("div", "", value))));
  }
  return list;
}

/** @param {Resource} resource */
function resourceRow({ control, verdict, name, address, type, place, conditional, byParameters }) {
  const causes = () => findingsOf(address, control);
  return row(
    verdict,
    [name],
    [conditional ? element("span", "chip plain", "conditional") : undefined, element("span", `chip ${verdict}`, wordOf(verdict))],
    [element("span", "", type), " in ", element("span", "mono", place)],
    () => [
      ...causes().map((finding) => element("p", "todo", finding.message)),
      facts([
        ["Address", [address]],
        ["Control", [controls.get(control)?.title ?? control, control]],
        ["With", byParameters.map((one) => `${one.parameters}: ${wordOf(one.verdict)}`)],
      ]),
      button("quiet", () => go({ tab: "findings", text: name }), "Findings that name it"),
    ],
  );
}

/** @type {Map<string, Finding[]> | undefined} */
let byAddress;

/**
 * @param {string} address
 * @param {string} control
 */
function findingsOf(address, control) {
  if (!byAddress) {
    byAddress = new Map();
    for (const finding of data.findings) {
      const key = `${finding.control} ${finding.address}`;
      byAddress.set(key, [...(byAddress.get(key) ?? []), finding]);
    }
  }
  return byAddress.get(`${control} ${address}`) ?? [];
}

/** @param {Note} note */
function noteRow({ kind, level, message, place }) {
  const where = place === undefined ? [] : [element("span", "mono", place)];
  return row(level, [message], [element("span", `chip ${level}`, kind)], where, undefined);
}

/** @param {CheckedFile} file */
function fileRow({ path, status, kind, why, parameters, resources }) {
  const marks = { read: "pass", skipped: "plain", failed: "error" };
  const isRead = status === "read" && kind !== "parameter file";
  const what = [
    kind,
    isRead ? counted(resources, "resource") : undefined,
    why,
    parameters?.length ? `with ${parameters.join(", ")}` : undefined,
  ];
  const mark = marks[/** @type {keyof typeof marks} */ (status)];
  const word = status === "failed" ? "not fully read" : status;
  return row(
    mark,
    [element("span", "mono", path)],
    [element("span", `chip ${mark}`, word)],
    [what.filter((text) => text !== undefined).join(", ")],
    undefined,
  );
}

// The list

/** Which filters a tab has. @type {Record<Tab, string[]>} */
const filtersOf = {
  findings: ["control", "verdict", "level", "order"],
  resources: ["control", "verdict", "order"],
  accepted: ["control", "verdict", "level", "order"],
  notes: ["level"],
  files: [],
};

/** @type {WeakMap<object, string>} */
const texts = new WeakMap();

/** All that a search may find in an item. @param {object} item */
function textOf(item) {
  let text = texts.get(item);
  if (text === undefined) texts.set(item, (text = Object.values(item).flat().map(String).join("\n").toLowerCase()));
  return text;
}

/** @returns {object[]} */
function shownItems() {
  const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
  const own = SELECTED.filter((name) => filtersOf[state.tab].includes(name) && state[name] !== "");
  const items = lists[state.tab].items.filter((item) => {
    if (!own.every((name) => /** @type {any} */ (item)[name] === state[name])) return false;
    const text = words.length > 0 ? textOf(item) : "";
    return words.every((word) => text.includes(word));
  });
  if (state.order !== "worst" || !filtersOf[state.tab].includes("order")) return items;
  /** @param {any} item */
  const rank = (item) => (item.level === "warning" ? 10 : 0) + VERDICTS.indexOf(item.verdict);
  return [...items].sort((a, b) => rank(a) - rank(b));
}

function showList() {
  const items = shownItems();
  const { render, none, noun } = lists[state.tab];
  const pages = Math.max(1, Math.ceil(items.length / PAGE_SIZE));
  state.page = Math.min(state.page, pages - 1);
  const start = state.page * PAGE_SIZE;
  const shown = items.slice(start, start + PAGE_SIZE);
  const all = lists[state.tab].items.length;
  const empty = all === 0 ? none : "Nothing fits the filters.";
  byId("list").replaceChildren(
    ...(shown.length > 0 ? shown.map((item) => render(/** @type {any} */ (item))) : [element("p", "empty", empty)]),
  );
  const range = items.length > PAGE_SIZE ? `${count(start + 1)} to ${count(start + shown.length)} of ` : "";
  byId("count").textContent = `${range}${counted(items.length, noun)}${items.length === all ? "" : `, of ${count(all)}`}`;
  for (const pager of document.querySelectorAll(".pager")) {
    const to = (/** @type {string} */ text, /** @type {number} */ page) => {
      const made = button("quiet", () => goToPage(page), text);
      made.disabled = page < 0 || page >= pages;
      return made;
    };
    const children = [
      to("Previous", state.page - 1),
      element("span", "", `Page ${count(state.page + 1)} of ${count(pages)}`),
      to("Next", state.page + 1),
    ];
    pager.replaceChildren(...(pages > 1 ? children : []));
  }
}

/** @param {number} page */
function goToPage(page) {
  state.page = page;
  showList();
  byId("tabs").scrollIntoView();
  byId("list").focus({ preventScroll: true });
}

/** @param {Partial<typeof state>} shown what is left out is not filtered by */
function go(shown) {
  Object.assign(state, { text: "", control: "", verdict: "", level: "", page: 0 }, shown);
  show();
  byId("tabs").scrollIntoView({ behavior: "smooth" });
}

/** Shows the state. */
function show() {
  for (const tab of byId("tabs").children) {
    const isSelected = tab.id === `tab-${state.tab}`;
    tab.setAttribute("aria-selected", String(isSelected));
    /** @type {HTMLElement} */ (tab).tabIndex = isSelected ? 0 : -1;
  }
  byId("panel").setAttribute("aria-labelledby", `tab-${state.tab}`);
  for (const name of FILTERS) {
    inputOf(name).value = state[name];
    const label = /** @type {HTMLElement} */ (inputOf(name).closest("label"));
    label.hidden = name !== "text" && !filtersOf[state.tab].includes(name);
  }
  showList();
  remember();
}

/** Keeps what is shown in the address, so that it can be sent to somebody. */
function remember() {
  const parts = new URLSearchParams(
    Object.entries({ ...state, page: "" })
      .filter(([, value]) => value !== "")
      .map(([name, value]) => [name, String(value)]),
  );
  try {
    history.replaceState(null, "", `#${parts.toString()}`);
  } catch {
    // Some viewers of attachments allow no address of one's own.
  }
}

function recall() {
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (name === "tab" && Object.hasOwn(lists, value)) state.tab = /** @type {Tab} */ (value);
    if (FILTERS.includes(/** @type {any} */ (name))) state[/** @type {"text"} */ (name)] = value;
  }
}

// Controls of the page

function makeTabs() {
  const names = /** @type {Tab[]} */ (Object.keys(lists));
  for (const name of names) {
    const { title, items } = lists[name];
    const tab = button("", () => go({ tab: name }), title, element("span", "number", count(items.length)));
    tab.id = `tab-${name}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", "panel");
    tab.addEventListener("keydown", ({ key }) => {
      const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
      if (step === 0) return;
      const next = names[(names.indexOf(name) + step + names.length) % names.length];
      go({ tab: next });
      byId(`tab-${next}`).focus();
    });
    byId("tabs").append(tab);
  }
}

/** @type {Record<string, [string, string][]>} */
const choices = {
  control: [["", "all"], ...data.controls.map(({ id, title }) => /** @type {[string, string]} */ ([id, title]))],
  verdict: [["", "all"], ...VERDICTS.map((verdict) => /** @type {[string, string]} */ ([verdict, wordOf(verdict)]))],
  level: [
    ["", "all"],
    ["error", "errors"],
    ["warning", "warnings"],
  ],
  order: [
    ["", "by file"],
    ["worst", "worst first"],
  ],
};

function makeFilters() {
  for (const [name, options] of Object.entries(choices)) {
    for (const [value, text] of options) {
      const option = element("option", "", text);
      option.value = value;
      inputOf(name).append(option);
    }
  }
  for (const name of FILTERS) {
    inputOf(name).addEventListener("input", () => {
      state[name] = inputOf(name).value;
      state.page = 0;
      showList();
      remember();
    });
  }
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", () => {
    Object.assign(state, { text: "", control: "", verdict: "", level: "", order: "", page: 0 });
    show();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    byId("text").focus();
  });
}

function makeTheme() {
  const toggle = byId("theme");
  const isDark = () => {
    const chosen = document.documentElement.dataset["theme"];
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const name = () => (toggle.textContent = isDark() ? "Light" : "Dark");
  toggle.addEventListener("click", () => {
    document.documentElement.dataset["theme"] = isDark() ? "light" : "dark";
    name();
  });
  name();
}

showOverview();
showControls();
makeTabs();
makeFilters();
makeTheme();
recall();
addEventListener("hashchange", () => {
  recall();
  show();
});
show();
