// Cards: a name, and rows of a heading and a value.

/** @import {Card, Drawing, Rings, Row, Sketch} from "./types.d.ts" */
import {endOf} from "./days.js";
import {lengthText, roundLength} from "./scale.js";
import {element, setText, svgElement, word} from "./text.js";

/**
 * @param {string | null} [due]
 * @returns {boolean}
 */
export const isPast = (due) => Boolean(due && endOf(due) <= new Date());

/**
 * What is said of a date that something was to have happened by; nothing before it has passed.
 * @param {string | null} [due]
 * @returns {HTMLElement | null}
 */
export const pastNote = (due) => (isPast(due) ? element("em", {class: "gk-past", text: word("due_passed")}) : null);

/**
 * @param {Row} item
 * @returns {HTMLElement[]}
 */
function row(item) {
  const value = element("dd", {}, [element("span", {text: item.value}), pastNote(item.due)]);
  return [element("dt", {text: item.label}), value];
}

/**
 * @param {Row[]} items
 * @returns {HTMLElement}
 */
export function cardRows(items) {
  return element("dl", {class: "gk-rows"}, items.flatMap(row));
}

/**
 * @param {Rings} rings
 * @returns {string}
 */
function path(rings) {
  return rings.map((ring) => "M" + ring.map((point) => point.join(" ")).join("L") + "Z").join("");
}

/**
 * @param {Drawing} drawing
 * @returns {SVGElement[]}
 */
export function sketchScale(drawing) {
  const length = roundLength(drawing.unit_m * 90);
  const units = length / drawing.unit_m;
  const y = drawing.height + 22;
  const words = svgElement("text", {x: units + 6, y: y + 4});
  setText(words, lengthText(length));
  return [svgElement("path", {class: "gk-scale", d: "M0 " + (y - 5) + "v5h" + units + "v-5"}), words];
}

/**
 * A drawing that grows with the type, as the page around it.
 * @param {number} width pixels, of type of 14
 * @param {string} box
 * @param {SVGElement[]} parts
 * @returns {SVGSVGElement}
 */
export function drawing(width, box, parts) {
  const picture = svgElement("svg", {viewBox: box, role: "img"}, parts);
  picture.style.width = (width / 14).toFixed(3) + "rem";
  return picture;
}

/**
 * The outline of a park with its zones, to scale and off the map; what is schematic is a circle.
 * @param {Sketch} sketch
 * @returns {HTMLElement}
 */
export function sketchFigure(sketch) {
  /** @param {boolean} isSchematic @returns {string} */
  const schematic = (isSchematic) => (isSchematic ? " is-schematic" : "");
  const parts = [svgElement("path", {class: "gk-sketch-outline" + schematic(sketch.is_schematic), d: path(sketch.outline)})];
  sketch.zones.forEach((zone) => parts.push(svgElement("path", {class: "gk-sketch-zone" + schematic(zone.is_schematic), d: path(zone.paths)})));
  const box = [-3, -3, Math.max(sketch.width, 160) + 6, sketch.height + 34].join(" ");
  const picture = drawing(Math.max(sketch.width, 160) + 6, box, [...parts, ...sketchScale(sketch)]);
  picture.gkAttributes = {"aria-label": sketch.notes[0]};
  return element("figure", {class: "gk-sketch"}, [
    picture, ...sketch.notes.map((text) => element("figcaption", {text: text}))
  ]);
}

/**
 * @param {Card} item
 * @returns {HTMLElement}
 */
export function makeCard(item) {
  return element("article", {class: "gk-card"}, [
    element("h3", {text: item.name}),
    cardRows(item.rows),
    item.sketch && sketchFigure(item.sketch)
  ]);
}
