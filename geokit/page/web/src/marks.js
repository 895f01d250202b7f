// Marks that every page makes alike: a severity is its colour, its line and its word.

/** @import {Severity} from "./types.d.ts" */
import {element} from "./text.js";

/** @param {Severity} severity @returns {HTMLElement} */
export function severityTag(severity) {
  const tag = element("span", {class: "gk-severity is-" + severity.key, text: severity.name});
  tag.style.setProperty("--colour", "var(--" + severity.key + ")");
  return tag;
}
