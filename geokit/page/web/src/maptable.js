// What a map shows, as tables: for readers who do not see it, or want to read on. Of very many rows one page is made.

/** @import {TableSection} from "./types.d.ts" */
import {element, fillWith, localize, makeButton, setText, word} from "./text.js";

const ROWS = 100;
// A cell of more letters takes more lines than its row has room for, unless it is wide.
const LONG = 36;

/**
 * @param {TableSection} section
 * @param {number} at
 * @param {(at: number) => void} open
 * @returns {HTMLTableRowElement}
 */
function tableRow(section, at, open) {
  const cells = section.row(at).map((text, number) => {
    const kind = section.columns[number].isNumber ? "is-number" : localize(text || "").length > LONG ? "is-long" : "";
    if (number > 0) {
      return element("td", {class: kind, text: text === null ? "—" : text});
    }
    const head = element("th", {class: kind, attributes: {scope: "row"}});
    head.appendChild(section.open ? makeButton(text || "—", () => open(at)) : element("span", {text: text || "—"}));
    return head;
  });
  return element("tr", {}, cells);
}

/** The tables of a page, one shown at a time, and of it one page at a time. */
class MapTable {
  /**
   * @param {L.Map} map
   * @param {TableSection[]} sections
   */
  constructor(map, sections) {
    this.map = map;
    this.sections = sections;
    this.section = sections[0];
    this.first = 0;
    this.button = makeButton(word("table"), () => this.toggle(), {class: "gk-table-button", attributes: {"aria-expanded": "false"}});
    this.choosers = sections.map((section) => makeButton(section.caption, () => this.choose(section)));
    this.back = makeButton(word("table_back"), () => this.turn(-ROWS));
    this.next = makeButton(word("table_next"), () => this.turn(ROWS));
    this.count = element("p", {class: "gk-table-count", attributes: {role: "status"}});
    this.table = element("table");
    // Scrolled by keys too.
    const frame = element("div", {class: "gk-table-frame", attributes: {role: "group", "aria-label": word("table"), tabindex: "0"}}, [this.table]);
    this.panel = element("section", {class: "gk-maptable", attributes: {"aria-label": word("table_of_map")}}, [
      element("div", {class: "gk-table-head"}, [
        sections.length > 1 && element("div", {class: "gk-table-kinds", attributes: {role: "group", "aria-label": word("table_of")}}, this.choosers),
        this.back, this.next, this.count, makeButton(word("table_close"), () => this.toggle())
      ]),
      frame
    ]);
    this.panel.hidden = true;
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle());
  }

  toggle() {
    const isOpen = Boolean(this.panel.hidden);
    this.panel.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
    this.button.gkAttributes = {"aria-expanded": String(isOpen)};
    this.map.getContainer().toggleAttribute("inert", isOpen);
    this.refresh();
    const focused = isOpen ? /** @type {HTMLElement | null} */ (this.panel.querySelector("button")) : this.button;
    focused && focused.focus();
  }

  /** @param {TableSection} section */
  choose(section) {
    this.section = section;
    this.first = 0;
    this.refresh();
  }

  /** @param {number} rows */
  turn(rows) {
    this.first += rows;
    this.refresh();
    this.table.parentElement && this.table.parentElement.scrollTo(0, 0);
  }

  /** Show what the map shows now. */
  refresh() {
    if (this.panel.hidden) {
      return;
    }
    const {section} = this;
    const count = section.count();
    this.first = Math.max(0, Math.min(this.first, Math.floor(Math.max(0, count - 1) / ROWS) * ROWS));
    const end = Math.min(count, this.first + ROWS);
    const rows = Array.from({length: end - this.first}, (_, at) => tableRow(section, this.first + at, (chosen) => this.open(chosen)));
    const head = section.columns.map((column) => element("th", {class: column.isNumber ? "is-number" : "", text: column.label, attributes: {scope: "col"}}));
    this.table.replaceChildren(
      element("caption", {text: section.caption}), element("thead", {}, [element("tr", {}, head)]), element("tbody", {}, rows)
    );
    this.choosers.forEach((button, at) => button.setAttribute("aria-pressed", String(this.sections[at] === section)));
    this.back.disabled = this.first === 0;
    this.next.disabled = end === count;
    [this.back, this.next].forEach((button) => { button.hidden = count <= ROWS; });
    /** @param {number} value */
    const said = (value) => value.toLocaleString("en-US");
    setText(this.count, count ? word("table_count", {first: said(this.first + 1), last: said(end), count: said(count)}) : word("table_empty"));
  }

  /** @param {number} at */
  open(at) {
    this.toggle();
    this.section.open && this.section.open(at);
  }
}

/**
 * Offer what the map shows as tables; what they show anew is asked for by `refresh`.
 * @param {L.Map} map
 * @param {TableSection[]} sections
 * @returns {{refresh: () => void}}
 */
export function addMapTable(map, sections) {
  const table = new MapTable(map, sections);
  const buttons = document.querySelector(".gk-buttons");
  buttons && buttons.insertBefore(table.button, buttons.querySelector(".gk-print"));
  fillWith(".gk-main", [table.panel]);
  return {refresh: () => table.refresh()};
}
