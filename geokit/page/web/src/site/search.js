// A search over all parcels while one types: by number, village or batch. A number flies there, a village or batch filters.

/** @import {LiveLayer, Text} from "../types.d.ts" */
import {columnOf} from "./layers.js";
import {countText} from "./figures.js";
import {filter} from "./filter.js";
import {element, localize, setText, word} from "../text.js";

/** @typedef {import("./choosing.js").Choosing} Choosing */
/** @typedef {{text: Text, open: () => void}} Hit */

const SHOWN = 8;
const FIELDS = ["village", "batch"];

/** @param {string} text */
const fold = (text) => text.normalize("NFKC").toLowerCase().trim();

/** What may be found of a layer, folded once. */
class Index {
  /** @param {LiveLayer} layer */
  constructor(layer) {
    this.layer = layer;
    this.ids = layer.data.ids.mapped(fold);
    const other = columnOf(layer.data, "bsm");
    const texts = (other && other.texts || []).map((text) => fold(localize(text)));
    this.others = other && other.codes ? Array.from(other.codes, (code) => (code < 0 ? "" : texts[code])) : null;
  }

  /**
   * Positions of the parcels whose number begins with a text, then of those that have it elsewhere.
   * @param {string} wanted
   */
  find(wanted) {
    const first = [];
    const rest = [];
    const others = this.others;
    for (let at = 0; at < this.ids.length; at += 1) {
      const place = this.ids[at].indexOf(wanted);
      if (place === 0) {
        first.push(at);
      } else if (place > 0 || others && others[at].includes(wanted)) {
        rest.push(at);
      }
    }
    return [...first, ...rest];
  }
}

/**
 * @param {ArrayLike<number>} codes
 * @param {number} wanted
 */
function countOf(codes, wanted) {
  let count = 0;
  for (let at = 0; at < codes.length; at += 1) {
    count += Number(codes[at] === wanted);
  }
  return count;
}

/**
 * Villages and batches that have a text in their names.
 * @param {LiveLayer} layer
 * @param {string} wanted
 * @returns {Hit[]}
 */
function fieldHits({data}, wanted) {
  return FIELDS.flatMap((field) => {
    const column = columnOf(data, field);
    const texts = column && column.texts || [];
    return texts.flatMap((name, code) => {
      if (!column || !column.codes || !fold(localize(name)).includes(wanted)) {
        return [];
      }
      const count = countOf(column.codes, code);
      const text = word("of_field", {field: column.label, name, n: countText(count)});
      return [{text, open: () => filter.choose({field, label: column.label, name})}];
    }).slice(0, SHOWN);
  });
}

class Search {
  /** @param {Choosing} choosing */
  constructor(choosing) {
    this.choosing = choosing;
    this.layers = filter.layers();
    /** @type {Index[] | null} */
    this.indices = null;
    /** @type {Hit[]} */
    this.hits = [];
    this.active = -1;
    this.input = element("input", {class: "gk-search-input", attributes: {"aria-label": word("search"), placeholder: word("search_hint")}});
    this.list = element("ul", {class: "gk-search-list", attributes: {"aria-label": word("search"), role: "listbox"}});
    this.said = element("p", {class: "gk-source", attributes: {role: "status"}});
    this.list.id = "gk-search-list";
    const roles = {type: "search", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list"};
    Object.entries(roles).forEach(([name, value]) => this.input.setAttribute(name, value));
    this.input.addEventListener("input", () => this.look());
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.press(event));
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const {hits, active} = this;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowDown: () => this.activate((active + 1) % hits.length),
      ArrowUp: () => this.activate((active - 1 + hits.length) % hits.length),
      Enter: () => hits[active] && this.take(hits[active]),
      Escape: () => this.close()
    };
    const act = hits.length ? keys[event.key] : undefined;
    if (act) {
      event.preventDefault();
      // The card is closed by the next Escape.
      event.stopPropagation();
      act();
    }
  }

  /** @param {number} at */
  activate(at) {
    this.active = at;
    [...this.list.children].forEach((node, number) => node.setAttribute("aria-selected", String(number === at)));
    const node = this.list.children[at];
    node ? this.input.setAttribute("aria-activedescendant", node.id) : this.input.removeAttribute("aria-activedescendant");
    node && node.scrollIntoView({block: "nearest"});
  }

  close() {
    this.hits = [];
    this.list.textContent = "";
    setText(this.said, "");
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
  }

  /** @param {Hit} hit */
  take(hit) {
    this.close();
    hit.open();
  }

  look() {
    const wanted = fold(this.input.value);
    this.close();
    if (!wanted) {
      return;
    }
    this.indices = this.indices || this.layers.map((layer) => new Index(layer));
    const parcels = this.indices.flatMap((index) => index.find(wanted).map((at) => ({layer: index.layer, at})));
    this.hits = [
      ...this.layers.flatMap((layer) => fieldHits(layer, wanted)),
      ...parcels.slice(0, SHOWN).map(({layer, at}) => ({text: layer.data.ids.get(at), open: () => this.choosing.openParcel(layer, at)}))
    ];
    this.hits.forEach((hit, number) => this.list.appendChild(this.option(hit, number)));
    this.input.setAttribute("aria-expanded", String(this.hits.length > 0));
    setText(this.said, this.report(parcels.length - SHOWN));
    this.activate(this.hits.length ? 0 : -1);
  }

  /** @param {number} more */
  report(more) {
    if (!this.hits.length) {
      return word("search_none", {text: this.input.value.trim()});
    }
    return more > 0 ? word("search_more", {n: countText(more)}) : word("search_found", {n: this.hits.length});
  }

  /**
   * @param {Hit} hit
   * @param {number} number
   */
  option(hit, number) {
    const node = element("li", {text: hit.text, attributes: {role: "option"}});
    node.id = "gk-hit-" + number;
    // Before the field loses the focus.
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    node.addEventListener("click", () => this.take(hit));
    return node;
  }
}

/**
 * @param {Choosing} choosing
 * @returns {HTMLElement | null}
 */
export function searchBox(choosing) {
  if (!filter.layers().some(({data}) => data.ids.length)) {
    return null;
  }
  const {input, list, said} = new Search(choosing);
  return element("section", {class: "gk-search"}, [input, list, said]);
}
