// What stands above the table of findings: which are shown. Its headings sort it.

/** @import {Action, Order, Report, Severity, Text, Wanted} from "../types.d.ts" */
/** @import {Heading} from "./rows.js" */
import {severityTag} from "../marks.js";
import {element, makeButton, page, word} from "../text.js";

/**
 * @param {string} value
 * @param {Text} text
 * @returns {HTMLOptionElement}
 */
function option(value, text) {
  const node = element("option", {text: text});
  node.value = value;
  return node;
}

/**
 * @param {Text} label
 * @param {[string, Text][]} choices
 * @param {(value: string) => void} change
 * @returns {HTMLSelectElement}
 */
function select(label, choices, change) {
  const node = element("select", {attributes: {"aria-label": label}}, choices.map(([value, text]) => option(value, text)));
  node.addEventListener("change", () => change(node.value));
  return node;
}

/**
 * @param {Severity} severity
 * @param {Wanted} wanted
 * @param {Action} change
 * @returns {HTMLElement}
 */
function severityBox(severity, wanted, change) {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = true;
  box.addEventListener("change", () => {
    wanted.hidden[box.checked ? "delete" : "add"](severity.key);
    change();
  });
  return element("label", {class: "gk-box"}, [box, severityTag(severity), element("span", {text: String(severity.count)})]);
}

/**
 * @param {Wanted} wanted
 * @param {Action} change
 * @returns {HTMLInputElement}
 */
function searchBox(wanted, change) {
  const box = element("input", {attributes: {placeholder: word("search"), "aria-label": word("search")}});
  box.type = "search";
  box.addEventListener("input", () => {
    wanted.text = box.value;
    change();
  });
  return box;
}

/**
 * @param {Report} report
 * @param {Wanted} wanted
 * @param {Action} change
 * @returns {HTMLElement}
 */
export function findingFilters(report, wanted, change) {
  const parks = Object.entries(report.parks);
  /**
   * @param {"rule" | "park"} name
   * @returns {(value: string) => void}
   */
  const set = (name) => (value) => {
    wanted[name] = value;
    change();
  };
  return element("div", {class: "gk-filters"}, [
    ...report.severities.map((severity) => severityBox(severity, wanted, change)),
    select(word("rule"), [["", word("all_rules")], ...Object.entries(report.rules)], set("rule")),
    parks.length > 1 ? select(word("park"), [["*", word("all_parks")], ...parks], set("park")) : null,
    searchBox(wanted, change)
  ]);
}

/**
 * @param {Heading[]} columns
 * @param {Order} order
 * @param {Action} change
 * @returns {HTMLElement}
 */
export function tableHead(columns, order, change) {
  const heads = columns.map((column) => {
    const head = document.createElement("th");
    head.scope = "col";
    head.className = "is-" + column;
    head.appendChild(makeButton(word(column), () => {
      order.way = order.by === column ? -order.way : 1;
      order.by = column;
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", order.way > 0 ? "ascending" : "descending");
      change();
    }));
    return head;
  });
  heads[0].setAttribute("aria-sort", "ascending");
  // Stands on every printed page, as table headings do.
  const {audience, slots} = page.marks;
  const mark = element("th", {}, [...(audience ? [audience] : []), ...slots].map((text) => element("span", {text: text})));
  mark.colSpan = columns.length;
  return element("thead", {}, [element("tr", {class: "gk-on-paper"}, [mark]), element("tr", {}, heads)]);
}
