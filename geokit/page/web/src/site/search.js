// A search over all parcels while one types: by number, village or batch. A number flies there, a village or batch filters.

/** @import {LiveLayer, Text} from "../types.d.ts" */
import {columnOf} from "./layers.js";
import {countText} from "./figures.js";
import {filter} from "./filter.js";
import {element, localize, setAttributes, setText, word} from "../text.js";

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
    this.ids = layer.data.ids.map(fold);
    const other = columnOf(layer.data, "bsm");
    const texts = (other && other.texts || []).map((text) => fold(localize(text)));
    this.others = other && other.codes ? other.codes.map((code) => (code < 0 ? "" : texts[code])) : null;
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
      const count = column.codes.reduce((sum, each) => sum + Number(each === code), 0);
      const text = word("of_field", {field: column.label, name, n: countText(count)});
      return [{text, open: () => filter.choose({field, label: column.label, name})}];
    }).slice(0, SHOWN);
  });
}

/**
 * @param {Choosing} choosing
 * @returns {HTMLElement | null}
 */
export function searchBox(choosing) {
  const layers = filter.layers();
  if (!layers.some(({data}) => data.ids.length)) {
    return null;
  }
  const input = element("input", {class: "gk-search-input", attributes: {"aria-label": word("search"), placeholder: word("search_hint")}});
  const list = element("ul", {class: "gk-search-list", attributes: {"aria-label": word("search"), role: "listbox"}});
  const said = element("p", {class: "gk-source", attributes: {role: "status"}});
  list.id = "gk-search-list";
  Object.entries({type: "search", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list"})
    .forEach(([name, value]) => input.setAttribute(name, value));
  /** @type {Index[] | null} */
  let indices = null;
  /** @type {Hit[]} */
  let hits = [];
  let active = -1;

  /** @param {number} at */
  function activate(at) {
    active = at;
    [...list.children].forEach((node, number) => node.setAttribute("aria-selected", String(number === at)));
    const node = list.children[at];
    node ? input.setAttribute("aria-activedescendant", node.id) : input.removeAttribute("aria-activedescendant");
    node && node.scrollIntoView({block: "nearest"});
  }

  function close() {
    hits = [];
    list.textContent = "";
    setText(said, "");
    input.setAttribute("aria-expanded", "false");
    activate(-1);
  }

  /** @param {Hit} hit */
  function take(hit) {
    close();
    hit.open();
  }

  function look() {
    const wanted = fold(input.value);
    close();
    if (!wanted) {
      return;
    }
    indices = indices || layers.map((layer) => new Index(layer));
    const parcels = indices.flatMap((index) => index.find(wanted).map((at) => ({layer: index.layer, at})));
    hits = [
      ...layers.flatMap((layer) => fieldHits(layer, wanted)),
      ...parcels.slice(0, SHOWN).map(({layer, at}) => ({text: layer.data.ids[at], open: () => choosing.openParcel(layer, at)}))
    ];
    hits.forEach((hit, number) => {
      const node = element("li", {text: hit.text, attributes: {role: "option"}});
      node.id = "gk-hit-" + number;
      // Before the field loses the focus.
      node.addEventListener("pointerdown", (event) => event.preventDefault());
      node.addEventListener("click", () => take(hit));
      list.appendChild(node);
    });
    input.setAttribute("aria-expanded", String(hits.length > 0));
    const more = parcels.length - SHOWN;
    setText(said, !hits.length ? word("search_none", {text: input.value.trim()}) : more > 0 ? word("search_more", {n: countText(more)}) : word("search_found", {n: hits.length}));
    activate(hits.length ? 0 : -1);
  }

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowDown: () => activate((active + 1) % Math.max(hits.length, 1)),
    ArrowUp: () => activate((active - 1 + hits.length) % Math.max(hits.length, 1)),
    Enter: () => hits[active] && take(hits[active]),
    Escape: close
  };
  input.addEventListener("input", look);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const act = hits.length ? keys[event.key] : undefined;
    if (act) {
      event.preventDefault();
      // The card is closed by the next Escape.
      event.stopPropagation();
      act();
    }
  });
  setAttributes(list, {"aria-label": word("search"), role: "listbox"});
  return element("section", {class: "gk-search"}, [input, list, said]);
}
