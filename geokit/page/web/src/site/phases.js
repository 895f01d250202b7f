// How far each phase has come: a slider over phases, one over days where parcels have dates, and one bar a phase.

/** @import {Bar, BarPart, Fields, Layer, SitePage, StageGroup, Text} from "../types.d.ts" */
import {setHeadline} from "../frame.js";
import {filter} from "./filter.js";
import {makeSlider} from "./slider.js";
import {element, makeButton, setText, word} from "../text.js";

/**
 * The chosen day; null is the last.
 * @type {number | null}
 */
let day = null;

/**
 * As every product prints mu.
 * @param {number} mu
 * @returns {string}
 */
export const muText = (mu) => mu.toLocaleString("en-US", {minimumFractionDigits: 3, maximumFractionDigits: 3});

/**
 * A word for figures that parcels without an area make an "at least".
 * @param {string} key
 * @param {number} isOpen
 * @param {Fields} fields
 * @returns {Text}
 */
function figureWord(key, isOpen, fields) {
  return word(isOpen ? key + "_least" : key, fields);
}

/**
 * The bars of the chosen day.
 * @param {Layer} layer
 * @returns {Bar[]}
 */
function bars(layer) {
  return day === null || !layer.moments ? layer.bars : layer.moments[day].bars;
}

/**
 * How many parcels of a group are shown, and their mu.
 * @param {Layer} layer
 * @param {number} group
 * @returns {Text}
 */
export function shownOf(layer, group) {
  const parts = bars(layer).filter((bar) => filter.showsPhase(bar.phase))
    .flatMap((bar) => bar.parts).filter((part) => part.group === group);
  /**
   * @param {"mu" | "count" | "uncounted"} key
   * @returns {number}
   */
  const sum = (key) => parts.reduce((total, part) => total + part[key], 0);
  const count = sum("count"), uncounted = sum("uncounted");
  const fields = {count: count.toLocaleString("en-US"), mu: muText(sum("mu")), n: uncounted};
  return figureWord(count === 1 ? "parcel_mu" : "parcels_mu", uncounted, fields);
}

/**
 * Put each parcel of a layer into the group that it was in on the chosen day.
 * @param {Layer} layer
 */
export function applyDay(layer) {
  layer.last = layer.last || layer.groups;
  layer.groups = layer.last;
  if (day !== null) {
    const moment = layer.moments[day];
    layer.groups = layer.last.slice();
    moment.at.forEach((at, number) => (layer.groups[at] = moment.groups[number]));
  }
}

/**
 * @param {Layer} layer
 * @param {number} number
 */
function chooseDay(layer, number) {
  day = number;
  if (layer.moments) {
    applyDay(layer);
    layer.moments[day].headlines.forEach(setHeadline);
  }
  filter.tell();
}

/**
 * @param {BarPart} each
 * @param {StageGroup[]} legend
 * @returns {HTMLElement}
 */
function part(each, legend) {
  const group = /** @type {StageGroup} */ (legend.find((item) => item.group === each.group));
  const node = element("span", {class: "gk-bar-part is-" + group.key, attributes: {title: group.name}}, [
    element("span", {text: figureWord("mu_of", each.uncounted, {mu: muText(each.mu)})})
  ]);
  node.style.flexGrow = String(each.share);
  node.style.setProperty("--colour", group.colour);
  return node;
}

/**
 * @param {Bar} each
 * @param {Layer} layer
 * @returns {HTMLElement}
 */
function bar(each, layer) {
  const button = makeButton("", () => filter.choosePhase(each.phase), {class: "gk-phase"});
  button.gkText = undefined;
  const total = element("span", {});
  const head = element("span", {class: "gk-phase-head"}, [element("strong", {text: each.name}), total]);
  const picture = element("span", {class: "gk-bar"});
  button.appendChild(head);
  button.appendChild(picture);
  /** @type {Bar | null} */
  let shown = null;
  filter.listen(() => {
    const now = bars(layer).find((item) => item.phase === each.phase);
    if (now && now !== shown) {
      shown = now;
      picture.textContent = "";
      // Land that was taken back is in no bar.
      now.parts.filter((item) => item.share > 0).forEach((item) => picture.appendChild(part(item, layer.legend)));
      setText(total, figureWord("phase_total", now.uncounted, {mu: now.total, n: now.uncounted}));
    }
    button.setAttribute("aria-pressed", String(filter.phase() === each.phase));
    button.classList.toggle("is-out", !filter.showsPhase(each.phase));
  });
  return button;
}

/**
 * @param {Layer} layer
 * @returns {HTMLElement[]}
 */
function sliders(layer) {
  const found = [];
  if (layer.bars.length > 1) {
    const names = [...layer.bars.slice(0, -1).map((each) => each.name), word("phase_all")];
    /** @param {number} at */
    const choose = (at) => filter.showPhasesTo(at === names.length - 1 ? Infinity : layer.bars[at].phase);
    found.push(makeSlider(word("phase_slider"), names, choose));
  }
  if (layer.days.length > 1) {
    found.push(makeSlider(word("day_slider"), layer.days, (at) => chooseDay(layer, at)));
  }
  return found;
}

/**
 * @param {SitePage} page
 * @returns {HTMLElement | null}
 */
export function phaseBars(page) {
  const layer = page.is_plain ? null : page.parcels[0];
  if (!layer) {
    return null;
  }
  const drawn = layer.bars.map((each) => bar(each, layer));
  return element("section", {class: "gk-phases"}, [element("h2", {text: word("phases")}), ...sliders(layer), ...drawn]);
}
