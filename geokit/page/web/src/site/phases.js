// How far each phase has come: a slider over phases, one over days where parcels have dates, and one bar a phase, all of
// one scale, each within the area that was published or declared of it.

/** @import {Action, Bar, LiveLayer, StageGroup, Sums} from "../types.d.ts" */
import {countText, figureWord, muText, TAKEN_BACK} from "./figures.js";
import {filter} from "./filter.js";
import {makeSlider} from "./slider.js";
import {element, makeButton, setText, word} from "../text.js";

/** @typedef {import("./figures.js").Figures} Figures */

/**
 * Thousandths of a mu that the full width stands for: the longest phase or frame, on any day.
 * @param {LiveLayer} layer
 */
function scaleOf({data}) {
  const all = [data.bars, ...data.moments.map((moment) => moment.bars)].flat();
  /** @param {Bar} bar */
  const sum = (bar) => bar.parts.filter((part) => part.group < TAKEN_BACK).reduce((mu, part) => mu + part.mu, 0);
  return Math.max(...all.map((bar) => Math.max(sum(bar), bar.frame ? bar.frame.mu : 0) * 1000), 1);
}

/**
 * @param {StageGroup} group
 * @param {Sums} sums
 * @param {number} scale
 */
function part(group, sums, scale) {
  const node = element("span", {class: "gk-bar-part box-" + group.key});
  node.style.width = (sums.mu / scale * 100).toFixed(3) + "%";
  node.style.borderColor = "var(--" + group.key + ")";
  return node;
}

/**
 * @param {StageGroup} group
 * @param {Sums} sums
 */
function partWords(group, sums) {
  return element("span", {class: "gk-bar-words"}, [
    element("i", {class: "gk-bar-key box-" + group.key}), element("span", {text: group.name}),
    element("b", {text: figureWord("mu_of", sums.uncounted, {mu: muText(sums.mu)})})
  ]);
}

/**
 * How a phase is drawn, and how many parcels it has.
 * @param {string} key
 * @param {Sums} sums
 */
function countWords(key, sums) {
  return element("span", {class: "gk-bar-words"}, [
    element("i", {class: "gk-bar-key box-" + key}), element("span", {text: word("parcels_all", {m: countText(sums.count)})})
  ]);
}

/**
 * @param {Bar} each
 * @param {Figures} figures
 * @param {number} scale
 * @returns {HTMLElement}
 */
function bar(each, figures, scale) {
  const button = makeButton("", () => filter.choosePhase(each.phase), {class: "gk-phase"});
  button.gkText = undefined;
  const sum = element("span", {});
  const picture = element("span", {class: "gk-bar", attributes: {"aria-hidden": "true"}});
  const words = element("span", {class: "gk-bar-legend"});
  button.append(
    element("span", {class: "gk-phase-head"}, [element("strong", {text: each.name}), sum]), picture, words,
    ...(each.frame ? [element("span", {class: "gk-bar-frame-words", text: each.frame.text})] : [])
  );
  const frame = element("span", {class: "gk-bar-frame"});
  frame.style.width = ((each.frame ? each.frame.mu : 0) * 1000 / scale * 100).toFixed(3) + "%";
  filter.listen(() => {
    const {mu, uncounted} = figures.ofPhase("shown", each.phase);
    const groups = figures.layer.data.legend.filter(({group}) => group < TAKEN_BACK && figures.shown[each.phase][group].count);
    picture.textContent = words.textContent = "";
    groups.forEach((one) => {
      const group = each.key ? {...one, key: each.key} : one;
      const sums = figures.shown[each.phase][one.group];
      sums.mu && picture.appendChild(part(group, sums, scale));
      words.appendChild(each.key ? countWords(each.key, sums) : partWords(group, sums));
    });
    each.frame && picture.appendChild(frame);
    setText(sum, figureWord("phase_total", uncounted, {mu: muText(mu), n: uncounted}));
    button.setAttribute("aria-pressed", String(filter.phase() === each.phase));
    button.classList.toggle("is-out", !filter.showsPhase(each.phase));
  });
  return button;
}

/**
 * @param {LiveLayer} layer
 * @returns {HTMLElement[]}
 */
function sliders({data}) {
  const found = [];
  if (data.bars.length > 1) {
    const names = [...data.bars.slice(0, -1).map((each) => each.name), word("phase_all")];
    const last = names.length - 1;
    const slider = makeSlider(word("phase_slider"), names, (at) => filter.showPhasesTo(at === last ? Infinity : data.bars[at].phase));
    filter.listen(() => {
      const at = data.bars.findIndex((each) => each.phase === filter.lastPhase());
      slider.set(at < 0 ? last : at);
    });
    found.push(slider.node);
  }
  if (data.days.length > 1) {
    const last = data.days.length - 1;
    const slider = makeSlider(word("day_slider"), data.days, (at) => filter.chooseDay(at === last ? null : at));
    filter.listen(() => {
      const day = filter.day();
      slider.set(day === null ? last : day);
    });
    found.push(slider.node);
  }
  return found;
}

/**
 * @param {Figures} figures
 * @param {Action | null} whole - shows the whole map, where no legend offers it
 * @returns {HTMLElement | null}
 */
export function phaseBars(figures, whole) {
  const {layer} = figures;
  if (!layer.data.bars.length) {
    return null;
  }
  const scale = scaleOf(layer);
  const taken = element("p", {class: "gk-source"});
  filter.listen(() => {
    const {mu, count} = figures.ofGroup("shown", TAKEN_BACK);
    taken.hidden = !count;
    setText(taken, word("taken_back", {mu: muText(mu)}));
  });
  const framed = layer.data.bars.some((each) => each.frame);
  return element("section", {class: "gk-phases"}, [
    element("div", {class: "gk-list-head"}, [
      element("h2", {text: word(layer.data.is_by_phase ? "phase_land" : "phases")}), whole && makeButton(word("whole"), whole)
    ]),
    ...sliders(layer), ...layer.data.bars.map((each) => bar(each, figures, scale)), taken,
    framed && element("p", {class: "gk-source", text: word("bar_scale")})
  ]);
}
