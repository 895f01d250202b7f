// The changes by kind: a legend that is a filter, and a list to choose from.

/** @import {ChangePage, ChangeTable, Drawn, Text} from "../types.d.ts" */
import {hide} from "../focused.js";
import {sample} from "../symbols.js";
import {element, inEach, localize, makeButton, setAttributes, setText, word} from "../text.js";
import {muOf} from "../values.js";
import {choice} from "./choice.js";
import {stageSample} from "./states.js";

const AT_ONCE = 100;
// Of a name that is longer the list has its beginning and its end: many begin alike.
const [LONG, HEAD, TAIL] = [30, 16, 10];

/**
 * @param {Drawn} drawn
 * @param {number} kind
 * @returns {number[]}
 */
const ofKind = ({events}, kind) => events.kinds.flatMap((each, at) => (each === kind ? [at] : []));

/**
 * How many there are, and the land that they gained and lost.
 * @param {Drawn} drawn
 * @param {number[]} own
 * @returns {Text}
 */
function countText({events}, own) {
  /** @param {(number | null)[]} areas */
  const sum = (areas) => own.reduce((total, at) => total + (areas[at] || 0), 0);
  const [gained, lost] = [sum(events.gained_m2), sum(events.lost_m2)];
  const count = word("change_count", {n: own.length.toLocaleString("en-US")});
  const parts = [gained && "+" + muOf(gained), lost && "−" + muOf(lost)].filter(Boolean).map((text) => word("mu", {n: String(text)}));
  return {zh: [count, ...parts].map((part) => part.zh).join(" · "), en: [count, ...parts].map((part) => part.en).join(" · ")};
}

/**
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {number} kind
 * @param {number[]} own
 * @returns {HTMLElement}
 */
function legendLine(page, drawn, kind, own) {
  const {symbol, sign, name} = page.kinds[kind];
  const box = element("input", {});
  box.type = "checkbox";
  box.checked = true;
  box.addEventListener("change", () => choice.set(kind, box.checked, drawn.events));
  choice.listen(() => (box.checked = choice.shows(kind)));
  const words = element("span", {class: "gk-filter-words"}, [
    element("strong", {text: name}), element("span", {class: "gk-filter-count", text: countText(drawn, own)})
  ]);
  const mark = element("span", {class: "gk-kind-sign", text: sign, attributes: {"aria-hidden": "true"}});
  mark.style.setProperty("--colour", "var(--" + symbol + ")");
  return element("li", {}, [element("label", {class: "gk-filter"}, [box, sample(symbol, "box"), mark, words])]);
}

/**
 * @param {SVGElement} picture
 * @param {Text} name
 * @returns {HTMLElement}
 */
const plainLine = (picture, name) => element("li", {class: "gk-filter"}, [picture, element("span", {text: name})]);

/**
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {() => void} whole
 * @returns {HTMLElement}
 */
export function changeLegend(page, drawn, whole) {
  const kinds = page.kinds.map((_, kind) => ({kind, own: ofKind(drawn, kind)})).filter(({own}) => own.length);
  /** @type {[string, number][]} */
  const pieces = [["gained", drawn.gained.count], ["lost", drawn.lost.count]];
  return element("section", {class: "gk-legend"}, [
    element("div", {class: "gk-list-head"}, [element("h2", {text: word("legend")}), makeButton(word("whole"), whole)]),
    element("ul", {}, kinds.map(({kind, own}) => legendLine(page, drawn, kind, own))),
    element("ul", {class: "gk-plain-legend"}, [
      ...pieces.filter(([, count]) => count).map(([key]) => plainLine(sample(key, "box"), word(key))),
      ...page.groups.map((group) => plainLine(stageSample(group.key), group.name))
    ]),
    element("p", {class: "gk-source", text: word("unchanged", {n: page.unchanged})})
  ]);
}

/** @param {string} name */
const shortened = (name) => [...name].slice(0, HEAD).join("") + "…" + [...name].slice(-TAIL).join("");

/**
 * What became of parcels, with their long names, and what else of them is long, cut in the middle.
 * @param {ChangeTable} events
 * @param {number} at
 * @returns {Text}
 */
function briefly({sentences, old_ids, new_ids, facts}, at) {
  const named = [...old_ids[at], ...new_ids[at], ...facts[at].flatMap(({before, after}) => [before, after])];
  return inEach((language) => named.map((name) => localize(name, language)).filter((name) => [...name].length > LONG)
    // The longest first: one may be a part of another.
    .sort((one, other) => other.length - one.length)
    .reduce((said, name) => said.split(name).join(shortened(name)), localize(sentences[at], language)));
}

/**
 * @param {Drawn} drawn
 * @param {number} at
 * @param {(at: number) => void} open
 * @returns {HTMLElement}
 */
function entry({events}, at, open) {
  const [brief, whole] = [briefly(events, at), events.sentences[at]];
  const button = makeButton(brief, () => open(at), {class: "gk-change-entry"});
  if (localize(brief, "zh") !== localize(whole, "zh")) {
    Object.assign(button, {gkText: undefined, textContent: ""});
    button.append(element("span", {class: "gk-briefly", text: brief}), element("span", {class: "gk-in-full", text: whole}));
  }
  const refresh = () => setAttributes(button, {"aria-current": String(choice.chosen() === at)});
  choice.listen(refresh);
  refresh();
  return element("li", {}, [button]);
}

/**
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {number} kind
 * @param {(at: number) => void} open
 * @returns {HTMLElement | null}
 */
function group(page, drawn, kind, open) {
  const own = ofKind(drawn, kind);
  if (!own.length) {
    return null;
  }
  const {symbol, sign, name} = page.kinds[kind];
  const items = element("ol", {});
  const more = makeButton("", () => list(AT_ONCE), {class: "gk-more"});
  let listed = 0;

  /** @param {number} count */
  function list(count) {
    const added = own.slice(listed, listed + count).map((at) => entry(drawn, at, open));
    items.append(...added);
    listed = Math.min(own.length, listed + count);
    const rest = Math.min(AT_ONCE, own.length - listed);
    hide(more, rest === 0, () => added[0].querySelector("button"));
    setText(more, word("show_more", {n: rest}));
  }

  list(AT_ONCE);
  const mark = element("span", {class: "gk-kind-sign", text: sign, attributes: {"aria-hidden": "true"}});
  mark.style.setProperty("--colour", "var(--" + symbol + ")");
  const head = element("summary", {}, [mark, element("strong", {text: name}), element("span", {class: "gk-filter-count", text: countText(drawn, own)})]);
  const node = element("details", {class: "gk-change-group"}, [head, items, more]);
  node.open = true;
  choice.listen(() => (node.hidden = !choice.shows(kind)));
  return node;
}

/**
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {(at: number) => void} open
 * @returns {HTMLElement}
 */
export function changeList(page, drawn, open) {
  const groups = page.kinds.map((_, kind) => group(page, drawn, kind, open));
  const none = drawn.events.kinds.length ? null : element("p", {class: "gk-source", text: word("no_changes")});
  return element("section", {class: "gk-changes"}, [element("h2", {text: word("changes")}), none, ...groups]);
}
