// Many parcels on one canvas: only what is in view; of very many, no more detail than a screen can show.
(function () {
  "use strict";
  const NAMED = 600;
  const MANY = 2000;
  // A parcel narrower than this is a rectangle, and one of very many has no outline of its own.
  const SMALL_PX = 2;
  const SMALL_OF_VERY_MANY_PX = 6;
  // One path for a few parcels is faster than one for each, and a hundred times faster than one for all.
  const AT_ONCE = 32;

  const Canvas = L.Layer.extend({
    initialize: function (shapes, layer, styles) {
      Object.assign(this, {shapes: shapes, layer: layer, styles: styles});
    },

    onAdd: function (map) {
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide gk-many", map.getPane("gk-parcels"));
      map.on("moveend zoomend resize viewreset", this.draw, this);
      this.draw();
    },

    onRemove: function (map) {
      this.canvas.remove();
      map.off("moveend zoomend resize viewreset", this.draw, this);
    },

    // World units to canvas pixels.
    frame: function () {
      const scale = 256 * Math.pow(2, this._map.getZoom());
      const corner = this._map.project(this._map.containerPointToLatLng([0, 0]));
      const size = this._map.getSize();
      return {scale: scale, left: corner.x, top: corner.y, size: size};
    },

    // Positions of the parcels in view that the filter lets through.
    inView: function (frame) {
      const west = frame.left / frame.scale;
      const north = frame.top / frame.scale;
      const east = (frame.left + frame.size.x) / frame.scale;
      const south = (frame.top + frame.size.y) / frame.scale;
      const boxes = this.shapes.boxes;
      const found = [];
      for (let at = 0; at < this.shapes.count; at += 1) {
        const box = at * 4;
        const isNear = boxes[box] <= east && boxes[box + 2] >= west && boxes[box + 1] <= south && boxes[box + 3] >= north;
        if (isNear && geokit.filter.showsParcel(this.layer.groups[at], this.layer.phases[at])) {
          found.push(at);
        }
      }
      return found;
    },

    trace: function (context, frame, at) {
      const {parcels, polygons, rings, x, y} = this.shapes;
      const last = polygons[parcels[at + 1]];
      for (let ring = polygons[parcels[at]]; ring < last; ring += 1) {
        context.moveTo(x[rings[ring]] * frame.scale - frame.left, y[rings[ring]] * frame.scale - frame.top);
        for (let point = rings[ring] + 1; point < rings[ring + 1]; point += 1) {
          context.lineTo(x[point] * frame.scale - frame.left, y[point] * frame.scale - frame.top);
        }
        context.closePath();
      }
    },

    draw: function () {
      const frame = this.frame();
      const context = geokit.clearCanvas(this.canvas, this._map.containerPointToLayerPoint([0, 0]), frame.size);
      const seen = this.inView(frame);
      this.styles().forEach((style, group) => {
        const own = style.isForAll ? seen : seen.filter((at) => this.layer.groups[at] === group);
        context.fillStyle = style.fill;
        context.strokeStyle = style.stroke;
        // A line of less than a pixel is drawn several times as fast as a wider one.
        context.lineWidth = seen.length > MANY ? 0.8 : 1.2;
        context.setLineDash(seen.length > MANY ? [] : style.dash);
        this.paint(context, frame, own, style.opacity);
      });
      this.name(context, frame, seen);
    },

    // Small parcels are rectangles, painted at once; the positions of the others are painted after.
    paint: function (context, frame, parcels, opacity) {
      const boxes = this.shapes.boxes;
      const limit = (this.layer.is_by_view ? SMALL_OF_VERY_MANY_PX : SMALL_PX) / frame.scale;
      const least = 1 / frame.scale;
      const large = [];
      context.globalAlpha = opacity;
      for (const at of parcels) {
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
      for (let first = 0; first < large.length; first += AT_ONCE) {
        this.paintPath(context, frame, large.slice(first, first + AT_ONCE), opacity);
      }
    },

    // Holes run the other way round than outlines: filled by winding they stay open, and overlaps stay filled.
    paintPath: function (context, frame, parcels, opacity) {
      context.beginPath();
      parcels.forEach((at) => this.trace(context, frame, at));
      context.globalAlpha = opacity;
      context.fill("nonzero");
      context.globalAlpha = 1;
      context.stroke();
    },

    name: function (context, frame, seen) {
      if (seen.length > NAMED) {
        return;
      }
      const style = getComputedStyle(document.documentElement);
      Object.assign(context, {textAlign: "center", textBaseline: "middle", lineWidth: 3, font: "11px " + getComputedStyle(document.body).fontFamily});
      context.setLineDash([]);
      context.strokeStyle = style.getPropertyValue("--halo");
      context.fillStyle = style.getPropertyValue("--ink");
      const taken = [];
      seen.forEach((at) => {
        const [west, north, east, south] = this.shapes.boxes.subarray(at * 4, at * 4 + 4);
        const width = context.measureText(this.layer.ids[at]).width + 6;
        const x = (west + east) / 2 * frame.scale - frame.left;
        const y = (north + south) / 2 * frame.scale - frame.top;
        const box = {left: x - width / 2, right: x + width / 2, top: y - 8, bottom: y + 8};
        const isFree = width < (east - west) * frame.scale && !taken.some((other) => geokit.overlap(box, other));
        if (isFree) {
          taken.push(box);
          context.strokeText(this.layer.ids[at], x, y);
          context.fillText(this.layer.ids[at], x, y);
        }
      });
    },

    // The parcel at a place, or -1.
    find: function (latlng) {
      const px = geokit.worldX(latlng.lng);
      const py = geokit.worldY(latlng.lat);
      const boxes = this.shapes.boxes;
      for (let at = this.shapes.count - 1; at >= 0; at -= 1) {
        const box = at * 4;
        const isInBox = boxes[box] <= px && boxes[box + 2] >= px && boxes[box + 1] <= py && boxes[box + 3] >= py;
        if (isInBox && geokit.filter.showsParcel(this.layer.groups[at], this.layer.phases[at]) && this.holds(at, px, py)) {
          return at;
        }
      }
      return -1;
    },

    // Even-odd over all rings, so that a hole is outside.
    holds: function (at, px, py) {
      const {parcels, polygons, rings, x, y} = this.shapes;
      let isInside = false;
      const last = polygons[parcels[at + 1]];
      for (let ring = polygons[parcels[at]]; ring < last; ring += 1) {
        let before = rings[ring + 1] - 1;
        for (let point = rings[ring]; point < rings[ring + 1]; before = point, point += 1) {
          const crosses = (y[point] > py) !== (y[before] > py);
          if (crosses && px < (x[before] - x[point]) * (py - y[point]) / (y[before] - y[point]) + x[point]) {
            isInside = !isInside;
          }
        }
      }
      return isInside;
    }
  });

  // Colours of the page as it is now, one style a group; one for all where groups do not matter.
  function styles(page, layer) {
    return function () {
      const style = getComputedStyle(document.documentElement);
      const value = (name) => style.getPropertyValue(name).trim();
      if (page.is_plain) {
        return [{isForAll: true, fill: value("--land"), stroke: value("--edge"), opacity: 0.9, dash: []}];
      }
      const found = [];
      layer.legend.forEach((group) => {
        found[group.group] = {
          fill: group.colour, stroke: value("--" + group.key) || group.colour, opacity: 0.5,
          dash: group.dash ? group.dash.split(" ").map(Number) : []
        };
      });
      return found;
    };
  }

  geokit.drawMany = async function (map, page, layer) {
    const shapes = await geokit.unpackShapes(layer.packed);
    Object.assign(layer, await geokit.unpackTable(layer.table));
    geokit.applyDay(layer);
    const canvas = new Canvas(shapes, layer, styles(page, layer)).addTo(map);
    const redraw = () => canvas.draw();
    geokit.filter.listen(redraw);
    geokit.onTheme(redraw);
    map.on("click", (event) => {
      const at = geokit.isMeasuring() ? -1 : canvas.find(event.latlng);
      if (at >= 0) {
        L.popup({maxWidth: 300, minWidth: 240}).setLatLng(event.latlng).setContent(geokit.parcelCard(layer, at)).openOn(map);
      }
    });
    return canvas;
  };
})();
