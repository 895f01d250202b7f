// Beside the map: what the chosen change was before, and what it is now.

/** @import {ChangePage, ChangeTable, ChangeState, Drawn, Row, Text} from "../types.d.ts" */
import {cardRows, makeCard} from "../cards.js";
import {hide, makeRoomBelow} from "../focused.js";
import {element, makeButton, setText, word} from "../text.js";
import {areaText, rowsOf} from "../values.js";
import {choice} from "./choice.js";

const MOST_PARCELS = 6;

/**
 * @param {ChangePage} page
 * @param {number} kind
 * @returns {HTMLElement}
 */
export function kindTag(page, kind) {
  const {symbol, sign, name} = page.kinds[kind];
  const tag = element("span", {class: "gk-kind"}, [element("b", {text: sign}), element("span", {text: name})]);
  tag.style.setProperty("--colour", "var(--" + symbol + ")");
  return tag;
}

/** @param {number | null} area_m2 @returns {Text} */
const areaOrNone = (area_m2) => (area_m2 === null ? word("no_area") : areaText(area_m2));

/**
 * @param {ChangePage} page
 * @param {ChangeTable} events
 * @param {number} at
 * @returns {Row[]}
 */
function rows(page, events, at) {
  /** @type {Row[]} */
  const found = [];
  [events.old[at], events.new[at]].forEach((own, side) => {
    const area = side ? events.after_m2[at] : events.before_m2[at];
    own.length && found.push({label: page.states[side].name, value: areaOrNone(area)});
  });
  events.gained_m2[at] && found.push({label: word("gained"), value: areaOrNone(events.gained_m2[at])});
  events.lost_m2[at] && found.push({label: word("lost"), value: areaOrNone(events.lost_m2[at])});
  events.facts[at].forEach((fact) => found.push({label: fact.label, value: word("fact", {before: fact.before, after: fact.after})}));
  return found;
}

/**
 * The parcels of one state, each with what is known of it.
 * @param {ChangePage} page
 * @param {ChangeState} state
 * @param {number} side
 * @param {number[]} own
 * @returns {HTMLElement | null}
 */
function parcels(page, state, side, own) {
  const drawn = own.filter((row) => row >= 0);
  if (!drawn.length) {
    return null;
  }
  const cards = drawn.slice(0, MOST_PARCELS).map((row) => parcelCard(state, row));
  const more = drawn.length - MOST_PARCELS;
  return element("section", {class: "gk-state-cards is-" + (side ? "after" : "before")}, [
    element("h3", {text: page.states[side].name}), ...cards,
    more > 0 && element("p", {class: "gk-source", text: "+" + more})
  ]);
}

/**
 * @param {ChangeState} state
 * @param {number} at
 * @returns {HTMLElement}
 */
const parcelCard = ({layer}, at) => makeCard({name: layer.ids.get(at), rows: rowsOf(layer.columns, at)});

/**
 * @param {ChangePage} page
 * @param {Drawn} drawn
 * @param {(by: number) => void} step
 */
export function makeChoiceCard(page, drawn, step) {
  const count = element("span", {class: "gk-change-count"});
  const body = element("div", {class: "gk-choice-body"});
  body.setAttribute("aria-live", "polite");
  const close = makeButton(word("close"), () => choice.choose(-1), {class: "gk-choice-close"});
  const next = makeButton(word("next"), () => step(1));
  const steps = element("div", {class: "gk-steps"}, [makeButton(word("previous"), () => step(-1)), next, count, close]);
  const node = element("section", {class: "gk-choice"}, [element("h2", {text: word("chosen")}), steps, body]);

  /** @param {HTMLElement[]} parts @param {boolean} isOpen */
  function fill(parts, isOpen) {
    body.textContent = "";
    parts.forEach((part) => body.appendChild(part));
    hide(close, !isOpen, () => next);
    node.classList.toggle("is-open", isOpen);
    makeRoomBelow(node, isOpen);
  }

  function refresh() {
    const at = choice.chosen();
    const total = drawn.events.kinds.length;
    setText(count, at < 0 ? word("change_total", {n: total.toLocaleString("en-US")}) : word("change_at", {n: (at + 1).toLocaleString("en-US"), count: total.toLocaleString("en-US")}));
    if (at < 0) {
      fill([element("p", {class: "gk-source", text: word(total ? "choose_hint" : "no_changes")})], false);
      return;
    }
    const {events, states} = drawn;
    const pair = element("div", {class: "gk-pair-of-states"});
    states.map((state, side) => parcels(page, state, side, side ? events.new[at] : events.old[at])).forEach((part) => part && pair.appendChild(part));
    fill([
      element("p", {class: "gk-choice-title"}, [kindTag(page, events.kinds[at]), element("strong", {text: events.sentences[at]})]),
      cardRows(rows(page, events, at)), pair
    ], true);
  }

  choice.listen(refresh);
  refresh();

  /**
   * A parcel that is as it was.
   * @param {number} side
   * @param {number} at
   */
  function showParcel(side, at) {
    choice.choose(-1);
    const name = word("in_state", {state: page.states[side].name, id: drawn.states[side].layer.ids.get(at)});
    fill([element("p", {class: "gk-choice-title"}, [element("strong", {text: name})]), parcelCard(drawn.states[side], at)], true);
  }

  return {node, showParcel};
}
