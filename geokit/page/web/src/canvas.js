// A canvas of the map that draws shapes from flat arrays: a thousand times as many as layers of their own would allow.

/** @import {Frame, Paint, Shapes, Style} from "./types.d.ts" */

// One path for a few shapes is faster than one for each, and a hundred times faster than one for all.
const IN_A_PATH = 32;
// So much more than the view is drawn on each side, as a share of it.
export const BEYOND = 0.3;

/**
 * Whether the box of a shape meets a part of the world.
 * @param {{west: number, north: number, east: number, south: number}} frame
 * @param {Float64Array} boxes
 * @param {number} at
 * @returns {boolean}
 */
export function isInView(frame, boxes, at) {
  const box = at * 4;
  return boxes[box] <= frame.east && boxes[box + 2] >= frame.west && boxes[box + 1] <= frame.south && boxes[box + 3] >= frame.north;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Shapes} shapes
 * @param {number} at
 */
function trace(context, frame, {from, to, rings, points, isOpen, x, y, units, west, north}, at) {
  const scale = frame.scale / units;
  const [left, top] = [frame.left - west * scale, frame.top - north * scale];
  for (let part = from[at]; part < to[at]; part += 1) {
    for (let ring = rings[part]; ring < rings[part + 1]; ring += 1) {
      const first = points[ring];
      context.moveTo(x[first] * scale - left, y[first] * scale - top);
      for (let point = first + 1; point < points[ring + 1]; point += 1) {
        context.lineTo(x[point] * scale - left, y[point] * scale - top);
      }
      if (!isOpen[part]) {
        context.closePath();
      }
    }
  }
}

/**
 * Holes run the other way round than outlines: filled by winding they stay open, and overlaps stay filled.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Shapes} shapes
 * @param {number[]} chosen
 * @param {Style} style
 */
function paintPath(context, frame, shapes, chosen, style) {
  context.beginPath();
  chosen.forEach((at) => trace(context, frame, shapes, at));
  if (style.fillOpacity) {
    context.globalAlpha = style.fillOpacity;
    context.fill("nonzero");
    context.globalAlpha = 1;
  }
  style.weight && context.stroke();
}

/**
 * Draw the shapes at some places; what is smaller than a few pixels is a rectangle, and painted first.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Shapes} shapes
 * @param {number[]} chosen
 * @param {Style} style
 */
export function paintShapes(context, frame, shapes, chosen, style) {
  const fill = style.fill || style.stroke;
  Object.assign(context, {
    strokeStyle: style.stroke, fillStyle: style.smallFill || fill, lineWidth: style.weight, globalAlpha: style.smallOpacity || 1
  });
  context.setLineDash(style.dash || []);
  const large = paintSmall(context, frame, shapes, chosen, style.smallPx || 2);
  Object.assign(context, {globalAlpha: 1, fillStyle: fill});
  for (let first = 0; first < large.length; first += IN_A_PATH) {
    paintPath(context, frame, shapes, large.slice(first, first + IN_A_PATH), style);
  }
}

/**
 * Paint rectangles for the small ones, and return the others.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {Shapes} shapes
 * @param {number[]} chosen
 * @param {number} smallPx
 */
function paintSmall(context, frame, {boxes}, chosen, smallPx) {
  const limit = smallPx / frame.scale;
  const least = 1 / frame.scale;
  const large = [];
  for (const at of chosen) {
    const west = boxes[at * 4];
    const north = boxes[at * 4 + 1];
    const width = boxes[at * 4 + 2] - west;
    const height = boxes[at * 4 + 3] - north;
    if (width < limit && height < limit) {
      context.fillRect(west * frame.scale - frame.left, north * frame.scale - frame.top, Math.max(width, least) * frame.scale, Math.max(height, least) * frame.scale);
    } else {
      large.push(at);
    }
  }
  return large;
}

/**
 * A canvas that is drawn just before printing is printed stroke by stroke, on a ground that is white and hides all below it.
 * One that was put there as pixels is printed as the picture that it is.
 * @param {CanvasRenderingContext2D} context
 */
function settleForPrint(context) {
  const {dataset, classList} = document.documentElement;
  const {width, height} = context.canvas;
  if ((dataset.sheet || classList.contains("is-printing")) && width && height) {
    context.putImageData(context.getImageData(0, 0, width, height), 0, 0);
  }
}

/**
 * What Leaflet keeps to itself.
 * @param {L.Layer} layer
 * @returns {any}
 */
const inner = (layer) => layer;

/** Leaflet's renderer moves and scales its container with the map, and tells when to draw anew. */
export class ShapeCanvas extends L.Renderer {
  /**
   * @param {Paint} paint
   * @param {L.RendererOptions & {className?: string}} [options]
   */
  constructor(paint, options) {
    super(Object.assign({padding: BEYOND}, options));
    this.paint = paint;
    this.canvas = document.createElement("canvas");
    this.canvas.className = options && options.className || "";
  }

  _initContainer() {
    inner(this)._container = this.canvas;
  }

  _destroyContainer() {
    this.canvas.remove();
  }

  _update() {
    if (inner(this)._map._animatingZoom && inner(this)._bounds) {
      return;
    }
    /** @type {any} */ (L.Renderer.prototype)._update.call(this);
    this.redraw();
  }

  /** Leaflet would put it between two pixels, and every word on it would be grey. */
  _reset() {
    /** @type {any} */ (L.Renderer.prototype)._reset.call(this);
    L.DomUtil.setPosition(this.canvas, inner(this)._bounds.min);
  }

  /**
   * World units to pixels of the canvas, and what of the world it shows.
   * @returns {Frame}
   */
  frame() {
    const {_zoom: zoom, _bounds: bounds, _map: map} = inner(this);
    const scale = 256 * Math.pow(2, zoom);
    const corner = map.getPixelOrigin().add(bounds.min);
    const size = bounds.getSize();
    return {
      scale, left: corner.x, top: corner.y, size, west: corner.x / scale, north: corner.y / scale,
      east: (corner.x + size.x) / scale, south: (corner.y + size.y) / scale
    };
  }

  redraw() {
    const frame = this.frame();
    const ratio = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(this.canvas, inner(this)._bounds.min);
    // A new size clears the canvas.
    this.canvas.width = frame.size.x * ratio;
    this.canvas.height = frame.size.y * ratio;
    this.canvas.style.width = frame.size.x + "px";
    this.canvas.style.height = frame.size.y + "px";
    const context = this.canvas.getContext("2d");
    if (context) {
      context.scale(ratio, ratio);
      this.paint(context, frame);
      settleForPrint(context);
    }
    return this;
  }
}
