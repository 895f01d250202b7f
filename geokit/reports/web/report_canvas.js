// A canvas of the map that draws shapes from flat arrays: a thousand times as many as layers of their own would allow.
(function () {
  "use strict";
  // What is smaller is a dot.
  const SMALL_PX = 2;
  // One path for all would take long to paint. Outer rings all turn one way, so that shapes of a path that overlap do
  // not cancel each other.
  const IN_A_PATH = 50;

  function trace(context, frame, shapes, at) {
    const {rings, points, x, y} = shapes;
    for (let ring = rings[at]; ring < rings[at + 1]; ring += 1) {
      const first = points[ring];
      context.moveTo(x[first] * frame.scale - frame.left, y[first] * frame.scale - frame.top);
      for (let point = first + 1; point < points[ring + 1]; point += 1) {
        context.lineTo(x[point] * frame.scale - frame.left, y[point] * frame.scale - frame.top);
      }
      context.closePath();
    }
  }

  function paintPath(context, frame, shapes, chosen, style) {
    context.beginPath();
    chosen.forEach((at) => trace(context, frame, shapes, at));
    if (style.fillOpacity) {
      context.globalAlpha = style.fillOpacity;
      context.fill("nonzero");
      context.globalAlpha = 1;
    }
    context.stroke();
  }

  function isInView(frame, boxes, at) {
    return boxes[at] <= frame.east && boxes[at + 2] >= frame.west && boxes[at + 1] <= frame.south && boxes[at + 3] >= frame.north;
  }

  // Draw the shapes at some places: style is colour, weight in pixels, dash and how much the filling covers.
  geokit.paintShapes = function (context, frame, shapes, chosen, style) {
    const boxes = shapes.boxes;
    const limit = SMALL_PX / frame.scale;
    const large = [];
    Object.assign(context, {strokeStyle: style.color, fillStyle: style.color, lineWidth: style.weight, globalAlpha: 1});
    context.setLineDash(style.dash || []);
    for (const at of chosen) {
      const box = at * 4;
      if (!isInView(frame, boxes, box)) {
        continue;
      }
      if (boxes[box + 2] - boxes[box] < limit && boxes[box + 3] - boxes[box + 1] < limit) {
        context.fillRect(boxes[box] * frame.scale - frame.left, boxes[box + 1] * frame.scale - frame.top, 1, 1);
      } else {
        large.push(at);
      }
    }
    for (let first = 0; first < large.length; first += IN_A_PATH) {
      paintPath(context, frame, shapes, large.slice(first, first + IN_A_PATH), style);
    }
  };

  // Draw dots with a white rim at some places; a picture of a dot, copied, takes twice as long.
  geokit.paintDots = function (context, frame, places, colour, radius) {
    Object.assign(context, {fillStyle: colour, strokeStyle: "#ffffff", lineWidth: 1, globalAlpha: 1});
    context.setLineDash([]);
    for (const place of places) {
      if (place.x >= frame.west && place.x <= frame.east && place.y >= frame.north && place.y <= frame.south) {
        context.beginPath();
        context.arc(place.x * frame.scale - frame.left, place.y * frame.scale - frame.top, radius, 0, 2 * Math.PI);
        context.fill();
        context.stroke();
      }
    }
  };

  // Leaflet's renderer moves and scales its container with the map, and tells when to draw anew.
  geokit.Canvas = L.Renderer.extend({
    options: {padding: 0.3},

    initialize: function (paint) {
      L.Renderer.prototype.initialize.call(this);
      this.paint = paint;
    },

    _initContainer: function () {
      this._container = document.createElement("canvas");
    },

    _destroyContainer: function () {
      this._container.remove();
    },

    _update: function () {
      if (this._map._animatingZoom && this._bounds) {
        return;
      }
      L.Renderer.prototype._update.call(this);
      this.redraw();
    },

    // World units to pixels of the canvas, and what of the world it shows.
    frame: function () {
      const scale = 256 * Math.pow(2, this._zoom);
      const corner = this._map.getPixelOrigin().add(this._bounds.min);
      const size = this._bounds.getSize();
      return {
        scale: scale, left: corner.x, top: corner.y, size: size, west: corner.x / scale, north: corner.y / scale,
        east: (corner.x + size.x) / scale, south: (corner.y + size.y) / scale
      };
    },

    redraw: function () {
      const frame = this.frame();
      this.paint(geokit.clearCanvas(this._container, this._bounds.min, frame.size), frame);
    }
  });
})();
