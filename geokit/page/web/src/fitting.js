// All of a map in view, with no button over it, nor over the names and numbers at its rim.

/** @import {Edges, Place} from "./types.d.ts" */
import {overlap} from "./boxes.js";

const PADDING_PX = 40;
// How far numbers of findings reach beyond what is shown, and lines alone.
const NUMBERS = {x: 36, y: 22};
const LINES = {x: 4, y: 4};
// What has no parcels is a circle, or as good as one: so much of it, at either side, is an empty corner.
const CORNER = 0.15;
const MOST_CONTROLS = 6;

/** @typedef {{left: number, right: number, top: number, bottom: number}} Padding of a view, on each side in pixels */
/** @typedef {{names?: Place, hasNumbers?: boolean, isRound?: boolean, least?: number}} Shown names is the room of these above the middle, least that around all, in pixels */
/** @typedef {{map: L.Map, bounds: L.LatLngBounds, names: Place, rim: Place, corner: number, controls: Edges[]}} Asked */

/**
 * Buttons and the like above a map, as boxes in pixels of its view.
 * @param {L.Map} map
 * @returns {Edges[]}
 */
export function controlsOf(map) {
  const frame = map.getContainer().getBoundingClientRect();
  return Array.from(map.getContainer().querySelectorAll(".leaflet-control"), (control) => control.getBoundingClientRect())
    .filter(({width, height}) => width && height)
    .map(({left, right, top, bottom}) => ({left: left - frame.left, right: right - frame.left, top: top - frame.top, bottom: bottom - frame.top}));
}

/**
 * How near a map goes to bounds, and what of its view is then covered by them, their numbers and their names.
 * @param {Asked} asked
 * @param {Padding} padding
 */
function viewed({map, bounds, names, rim, corner}, {left, right, top, bottom}) {
  const zoom = map.getBoundsZoom(bounds, false, L.point(left + right, top + bottom));
  const [from, to] = [map.project(bounds.getNorthWest(), zoom), map.project(bounds.getSouthEast(), zoom)];
  const [wide, high] = [to.x - from.x, to.y - from.y];
  const size = map.getSize();
  const [west, north] = [(left + size.x - right - wide) / 2, (top + size.y - bottom - high) / 2];
  const middle = west + wide / 2;
  const [aside, down] = [wide * corner, high * corner];
  const whole = {left: west - rim.x, right: west + wide + rim.x, top: north - rim.y, bottom: north + high + rim.y};
  return {zoom, covered: [
    {...whole, top: whole.top + down, bottom: whole.bottom - down},
    {...whole, left: whole.left + aside, right: whole.right - aside},
    {left: middle - names.x / 2, right: middle + names.x / 2, top: north - names.y, bottom: north}
  ]};
}

/**
 * @param {Asked} asked
 * @param {Padding} padding
 * @param {number} left how many more buttons may be kept off
 * @returns {{padding: Padding, zoom: number} | null}
 */
function fitted(asked, padding, left) {
  const {zoom, covered} = viewed(asked, padding);
  const hit = asked.controls.find((control) => covered.some((box) => overlap(box, control)));
  if (!hit || !left) {
    return hit ? null : {padding, zoom};
  }
  const size = asked.map.getSize();
  const across = hit.left + hit.right < size.x ? {left: Math.max(padding.left, hit.right + asked.rim.x)} : {right: Math.max(padding.right, size.x - hit.left + asked.rim.x)};
  const along = hit.top + hit.bottom < size.y ? {top: Math.max(padding.top, hit.bottom + Math.max(asked.names.y, asked.rim.y))} : {bottom: Math.max(padding.bottom, size.y - hit.top + asked.rim.y)};
  const tries = [across, along].flatMap((more) => fitted(asked, {...padding, ...more}, left - 1) || []);
  return tries.length ? tries.reduce((best, each) => (each.zoom > best.zoom ? each : best)) : null;
}

/**
 * How bounds are fitted: as large as they go clear of buttons; where there is no such view, as large as they go.
 * @param {L.Map} map
 * @param {L.LatLngBounds} bounds
 * @param {Shown} [shown]
 * @returns {L.FitBoundsOptions}
 */
export function clearOf(map, bounds, {names = {x: 0, y: 0}, hasNumbers = true, isRound = false, least = PADDING_PX} = {}) {
  const plain = {left: least, right: least, top: Math.max(least, names.y), bottom: least};
  const asked = {map, bounds, names, rim: hasNumbers ? NUMBERS : LINES, corner: isRound ? CORNER : 0, controls: controlsOf(map)};
  const {padding} = fitted(asked, plain, MOST_CONTROLS) || {padding: plain};
  return {paddingTopLeft: [padding.left, padding.top], paddingBottomRight: [padding.right, padding.bottom]};
}
