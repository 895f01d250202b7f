// What the wall shows one by one: all pairs together, then each.

/** @import {Headline, LinkedPark, LinkPage, Pair, Text} from "../types.d.ts" */
import {ageOf} from "../age.js";
import {element, localize, word} from "../text.js";
import {momentText} from "./timeline.js";

/**
 * @typedef {object} Slide
 * @property {Pair | null} pair
 * @property {[Text, Text] | null} ends
 * @property {Text | null} figure
 * @property {Text} caption
 * @property {Text[]} lines
 * @property {Text | null} source
 */

// Of a letter's height, about the width of a figure, of a letter, and of a Chinese character.
const FIGURE_EM = 0.58, LETTER_EM = 0.56, CHINESE_EM = 1.02;
const UNIT_SIZE = 0.34;
const MOST_LINES = 4;
// Headlines that say their number first.
const COUNTED = ["pairs", "parks"];

/**
 * @param {LinkPage} page
 * @param {Pair} pair
 * @returns {Slide}
 */
function pairSlide(page, pair) {
  const [supporter, host] = pair.ends.map((id) => (page.districts.find((each) => each.id === id) || {name: id}).name);
  /** @param {LinkedPark} park */
  const parkLine = (park) => park.uncertainty_m ? word("wall_park", {park: park.name, km: park.uncertainty_m / 1000}) : park.name;
  const parks = page.parks.filter((park) => park.pair === pair.id).map(parkLine);
  const enclaves = page.enclaves.filter((each) => each.pair === pair.id).map((each) => word(each.inferred ? "wall_enclave_inferred" : "wall_enclave", {enclave: each.name}));
  const unnamed = pair.unnamed_park ? [pair.unnamed_park.inferred ? word("wall_inferred", {said: pair.unnamed_park.text}) : pair.unnamed_park.text] : [];
  // A slide is read in ten seconds, from afar: how far the pair had come at last.
  const moments = page.milestones.filter(({pairs}) => pairs.includes(pair.id)).slice(-1).map(momentText);
  return {
    pair, ends: [supporter, host], figure: pair.land_large,
    caption: captionOf(pair), lines: [...parks, ...unnamed, ...enclaves, ...moments], source: pair.source
  };
}

/** @param {Pair} pair @returns {Text} */
const captionOf = ({land, land_other: other}) =>
  land ? other ? word("wall_published_as", {other}) : word("wall_published") : word("not_published");

/** @param {Headline} item */
function headlineLine({value, label, term, since}) {
  const age = ageOf({value, label, since});
  return age ? word("wall_aged", {value, label, age}) : word(COUNTED.includes(term || "") ? "wall_count" : "wall_line", {value, label});
}

/**
 * All pairs in one: the first of the headlines that stands for land, the others as lines.
 * @param {LinkPage} page
 * @returns {Slide}
 */
function wholeSlide(page) {
  const headlines = page.headlines || [];
  const main = headlines.find((each) => each.term === "published") || headlines[0];
  const others = headlines.filter((each) => each !== main);
  return {
    pair: null, ends: null, figure: main ? main.large || main.value : null, caption: main ? main.label : page.title,
    lines: others.map(headlineLine), source: null
  };
}

/**
 * @param {LinkPage} page
 * @returns {Slide[]}
 */
export const slides = (page) => [wholeSlide(page), ...page.pairs.map((pair) => pairSlide(page, pair))];

/**
 * @param {string} text
 * @returns {number}
 */
function widthOf(text) {
  return [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e80 ? CHINESE_EM : LETTER_EM), 0);
}

/**
 * A figure in three: what bounds it, the number, the unit; null where it has no number.
 * @param {Text} figure
 * @returns {string[] | null}
 */
function partsOf(figure) {
  const found = /^([^\d]*)([\d.,]+(?:\s*[–~-]\s*[\d.,]+)?)(.*)$/su.exec(localize(figure));
  return found && found.slice(1).map((part) => part.trim());
}

/**
 * How wide the widest figure is, of a letter's height: all are of one size, so that none looks more than it is.
 * @param {Slide[]} all
 * @returns {number}
 */
export function widest(all) {
  return Math.max(2, ...all.map((slide) => {
    const [, number, unit] = slide.figure && partsOf(slide.figure) || ["", "", ""];
    return number.length * FIGURE_EM + UNIT_SIZE * (widthOf(unit) + 0.4);
  }));
}

/**
 * @param {Text} figure
 * @returns {HTMLElement}
 */
function figureNode(figure) {
  const parts = partsOf(figure);
  if (!parts) {
    return wordsNode(figure);
  }
  const [before, number, unit] = parts;
  return element("p", {class: "gk-wall-figure"}, [
    element("span", {class: "gk-wall-bound", text: before}),
    element("span", {class: "gk-wall-number"}, [element("span", {text: number}), element("small", {text: unit})])
  ]);
}

/** @param {Text} words @returns {HTMLElement} */
const wordsNode = (words) => element("p", {class: "gk-wall-words", text: words});

/**
 * @param {Slide} slide
 * @param {number} at
 * @param {number} count
 * @returns {HTMLElement}
 */
export function slideNode(slide, at, count) {
  const {pair, ends} = slide;
  const more = slide.lines.length - MOST_LINES;
  const node = element("div", {class: pair ? "gk-slide" : "gk-slide is-whole"}, [
    pair && element("p", {class: "gk-wall-count"}, [
      element("span", {class: "gk-number", text: String(pair.number)}), element("span", {text: word("wall_at", {n: at, count: count - 1})})
    ]),
    ends && element("h2", {class: "gk-wall-ends"}, [
      element("span", {text: ends[0]}),
      element("span", {class: "gk-wall-arrow", attributes: {role: "img", "aria-label": word("wall_helps")}}), element("span", {text: ends[1]})
    ]),
    slide.figure ? figureNode(slide.figure) : wordsNode(slide.caption),
    slide.figure ? element("p", {class: "gk-wall-caption", text: slide.caption}) : null,
    slide.lines.length > 0 && element("ul", {class: "gk-wall-lines"}, slide.lines.slice(0, MOST_LINES).map((line) => element("li", {text: line}))),
    more > 0 && element("p", {class: "gk-wall-more", text: word("wall_more", {n: more})}),
    slide.source && element("p", {class: "gk-wall-source", text: slide.source})
  ]);
  node.style.setProperty("--colour", pair ? pair.colour : "var(--accent)");
  return node;
}
