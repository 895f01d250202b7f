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
  const widths = page.widths.filter((each) => page.legend.widths.includes(each.width_class));
  /** @param {string} kind @param {() => Element} sign */
  const kindOf = (kind, sign) => (page.legend.kinds.includes(kind) ? [entry(sign(), word(kind))] : []);
  const entries = [
    ...widths.reverse().map((each) => entry(ribbon(WIDEST_PX * each.width_m / widest), each.text)),
    ...kindOf("not_published", () => symbol("unpublished", "line")),
    ...kindOf("enclave", flow),
    ...kindOf("enclave_place", () => symbol("enclave")),
    ...kindOf("enclave_place_inferred", () => symbol("enclave-inferred")),
    ...kindOf("district_host", host),
    ...kindOf("district_supporter", () => symbol("district-partner")),
    ...kindOf("district_alone", () => symbol("district-alone")),
    ...kindOf("district_disc", () => symbol("district-disc")),
    ...kindOf("park_schematic", () => symbol("badge")),
    ...kindOf("park_point", () => symbol("badge-unknown"))
  ];
  return element("section", {class: "gk-legend"}, [
    element("h2", {text: word("legend")}),
    widths.length > 0 && element("p", {text: word("ribbon_width")}),
    element("ul", {}, entries)
  ]);
}
