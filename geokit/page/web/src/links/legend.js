// What the signs of the link map mean.

/** @import {LinkPage, Text} from "../types.d.ts" */
import {element, svgElement, word} from "../text.js";

const [WIDTH, HEIGHT] = [44, 20];
const WIDEST_PX = 13;
const TAPER = 0.3;

/** @param {SVGElement[]} parts @returns {SVGElement} */
function sample(parts) {
  return svgElement("svg", {width: WIDTH, height: HEIGHT, viewBox: [0, 0, WIDTH, HEIGHT].join(" "), "aria-hidden": "true"}, parts);
}

/**
 * @param {number} width
 * @returns {SVGElement}
 */
function ribbon(width) {
  const [wide, narrow] = [width / 2, width * TAPER / 2];
  const d = `M3 ${10 - wide}L41 ${10 - narrow}V${10 + narrow}L3 ${10 + wide}Z`;
  return sample([svgElement("path", {class: "gk-ribbon is-sample", d})]);
}

/** @returns {SVGElement} */
const thread = () => sample([svgElement("path", {class: "gk-thread is-sample", d: "M3 10H41"})]);

/** @returns {SVGElement} */
const flow = () => sample([svgElement("path", {class: "gk-flow is-sample", d: "M41 8.5L3 9.5V10.5L41 11.5Z"})]);

/**
 * @param {Element} picture
 * @param {Text} text
 * @returns {HTMLElement}
 */
const entry = (picture, text) => element("li", {}, [picture, element("span", {text})]);

/** @param {string} name @returns {HTMLElement} */
const swatch = (name) => element("span", {class: "gk-swatch"}, [element("span", {class: name})]);

/**
 * @param {LinkPage} page
 * @returns {HTMLElement}
 */
export function makeLegend(page) {
  const widest = Math.max(...page.widths.map((each) => each.width_m));
  const entries = [...page.widths].reverse().map((each) => entry(ribbon(WIDEST_PX * each.width_m / widest), each.text));
  entries.push(
    entry(thread(), word("not_published")),
    entry(flow(), word("enclave")),
    entry(swatch("gk-enclave"), word("enclave_place")),
    entry(swatch("gk-sample-district is-host"), word("district_host")),
    entry(swatch("gk-sample-district"), word("district_supporter")),
    entry(swatch("gk-sample-district is-alone"), word("district_alone")),
    entry(swatch("gk-square"), word("park_schematic")),
    entry(swatch("gk-square is-empty"), word("park_point"))
  );
  return element("section", {class: "gk-legend"}, [
    element("h2", {text: word("legend")}),
    element("p", {text: word("ribbon_width")}),
    element("ul", {}, entries)
  ]);
}
