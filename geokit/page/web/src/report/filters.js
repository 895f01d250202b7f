// What stands above the table of findings: which are shown, and in which order. Its headings sort it too.

/** @import {Action, Order, Report, Severity, Text, Wanted} from "../types.d.ts" */
/** @import {Heading} from "./rows.js" */
import {severityTag} from "../marks.js";
import {element, makeButton, page, word} from "../text.js";
import {part} from "./rows.js";

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
  const count = severity.count.toLocaleString("en-US");
  return element("label", {class: "gk-box"}, [box, severityTag(severity), element("span", {text: count})]);
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
 * The kinds that findings have, in the order of the words.
 * @param {Report} report
 * @returns {[string, Text][]}
 */
function kinds(report) {
  return Array.from(new Map(report.groups.map((group) => [group.rule, group.title])));
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
  return element("div", {class: "gk-filters", attributes: {role: "group", "aria-label": word("filters")}}, [
    ...report.severities.map((severity) => severityBox(severity, wanted, change)),
    select(word("rule"), [["", word("all_rules")], ...kinds(report)], set("rule")),
    parks.length > 1 ? select(word("park"), [["*", word("all_parks")], ...parks], set("park")) : null,
    searchBox(wanted, change)
  ]);
}

/**
 * What the table is sorted by, said by its headings and, where a phone has none, by a list.
 * @param {Heading[]} columns
 * @param {Order} order
 * @param {Action} change
 */
export function sorting(columns, order, change) {
  /** @type {Map<string, HTMLElement>} */
  const heads = new Map();
  const list = select(word("sort"), columns.map((column) => [column, word(column)]), (column) => sortBy(column, firstWay(column)));
  list.value = order.by;

  /** @param {string} column */
  const firstWay = (column) => (column === "severity" ? -1 : 1);

  /**
   * @param {string} column
   * @param {number} way
   */
  function sortBy(column, way) {
    Object.assign(order, {by: column, way: way});
    list.value = column;
    tell();
    change();
  }

  function tell() {
    heads.forEach((head, column) => {
      const way = order.way > 0 ? "ascending" : "descending";
      column === order.by ? head.setAttribute("aria-sort", way) : head.removeAttribute("aria-sort");
    });
  }

  columns.forEach((column) => {
    const button = makeButton(word(column), () => sortBy(column, order.by === column ? -order.way : firstWay(column)));
    const head = part("th", "columnheader", "is-" + column, [button]);
    head.scope = "col";
    heads.set(column, head);
  });
  tell();
  const sorter = element("label", {class: "gk-sort"}, [element("span", {text: word("sort")}), list]);
  return {head: tableHead(Array.from(heads.values())), sorter: sorter};
}

/**
 * @param {HTMLElement[]} heads
 * @returns {HTMLElement}
 */
function tableHead(heads) {
  // Stands on every printed page, as table headings do.
  const {audience, slots} = page.marks;
  const texts = [...(audience ? [audience] : []), ...slots];
  const mark = part("th", "columnheader", "", texts.map((text) => element("span", {text: text})));
  mark.colSpan = heads.length;
  return part("thead", "rowgroup", "", [part("tr", "row", "gk-on-paper", [mark]), part("tr", "row", "gk-heads", heads)]);
}
