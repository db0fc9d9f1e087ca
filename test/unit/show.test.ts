import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileErrorInWords, show } from "../../shared/engine/show";

test.each([
  ["ON", "ON"],
  ["tlsv1.2", "tlsv1.2"],
  ["TLS1_2", "TLS1_2"],
  ["TLSEnforcementDisabled", "TLSEnforcementDisabled"],
  ["", "an empty string"],
  ["ON; password=x", "a string of 14 characters"],
  [false, "the boolean false"],
  [12, "a number"],
  [[], "an array"],
  [{}, "an object"],
])("a message shows %j as %s", (value, text) => {
  expect(show(value)).toBe(text);
});

test("a message doesn't repeat a long text", () => {
  expect(show("TLS".repeat(1_000_000))).toBe("a string of 3000000 characters");
});

test.each([
  ["isn't there", join(__dirname, "nowhere", "file.json"), "there is no such file or folder"],
  ["is a folder", __dirname, "it is a folder"],
  ["is below a file", join(__filename, "file.json"), "a part of its path is a file"],
  ["has too long a path", join(__dirname, "x".repeat(5000)), "its path is too long"],
])("of a file that %s, a message says so without the path and the words of Node", (_, path, words) => {
  let error: unknown;
  try {
    readFileSync(path);
  } catch (caught) {
    error = caught;
  }
  expect(fileErrorInWords(error)).toBe(words);
});

test("of other errors of the system, a message has the code alone", () => {
  expect(fileErrorInWords(Object.assign(new Error("EMFILE: open '/home/me/secret.json'"), { code: "EMFILE" }))).toBe(
    "the system says EMFILE",
  );
});
