// What the signs of the link map mean.

/** @import {LinkPage, Text} from "../types.d.ts" */
import {sample as picture} from "../symbols.js";
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
const flow = () => sample([svgElement("path", {class: "gk-flow is-sample", d: "M41 8.5L3 9.5V10.5L41 11.5Z"})]);

/**
 * @param {Element} sign
 * @param {Text} text
 * @returns {HTMLElement}
 */
const entry = (sign, text) => element("li", {}, [sign, element("span", {text})]);

/**
 * @param {string} key
 * @param {"line"} [form]
 * @returns {SVGElement}
 */
function symbol(key, form) {
  const node = picture(key, form);
  // So that it grows with the words beside it.
  node.setAttribute("viewBox", "0 0 32 20");
  return node;
}

function inferredEnclave() {
  const node = symbol("enclave");
  node.classList.add("is-inferred");
  return node;
}

// A district that is helped, in the colours of two pairs.
function host() {
  const halves = ["pair-1", "pair-2"].map((key, at) => {
    const half = svgElement("rect", {x: 8 + at * 14, y: 3, width: 14, height: 14, "fill-opacity": 0.4});
    half.style.fill = "var(--" + key + "-fill)";
    return half;
  });
  return sample([...halves, svgElement("rect", {x: 8, y: 3, width: 28, height: 14, class: "sym-district-partner is-open"})]);
}

/**
 * @param {LinkPage} page
 * @returns {HTMLElement}
 */
export function makeLegend(page) {
  const widest = Math.max(...page.widths.map((each) => each.width_m));
  const entries = [...page.widths].reverse().map((each) => entry(ribbon(WIDEST_PX * each.width_m / widest), each.text));
  entries.push(
    entry(symbol("unpublished", "line"), word("not_published")),
    entry(flow(), word("enclave")),
    entry(symbol("enclave"), word("enclave_place")),
    ...(page.enclaves.some(({inferred}) => inferred) ? [entry(inferredEnclave(), word("enclave_place_inferred"))] : []),
    entry(host(), word("district_host")),
    entry(symbol("district-partner"), word("district_supporter")),
    entry(symbol("district-alone"), word("district_alone")),
    entry(symbol("badge"), word("park_schematic")),
    entry(symbol("badge-unknown"), word("park_point"))
  );
  return element("section", {class: "gk-legend"}, [
    element("h2", {text: word("legend")}),
    element("p", {text: word("ribbon_width")}),
    element("ul", {}, entries)
  ]);
}
