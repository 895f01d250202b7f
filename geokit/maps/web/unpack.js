// Packed parcels made arrays again.
(function () {
  "use strict";
  const UNITS_PER_DEGREE = 1e7;

  function bytesOf(text) {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at += 1) {
      bytes[at] = binary.charCodeAt(at);
    }
    return bytes;
  }

  geokit.decompress = async function (text) {
    const bytes = bytesOf(text);
    if (typeof DecompressionStream === "undefined") {
      return geokit.inflate(bytes);
    }
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };

  function numbers(bytes) {
    let at = 0;
    return function () {
      let value = 0;
      let scale = 1;
      let byte = bytes[at++];
      while (byte > 127) {
        value += (byte & 127) * scale;
        scale *= 128;
        byte = bytes[at++];
      }
      value += byte * scale;
      // Zigzag, in floating point: steps of a whole turn of longitude have more than 31 bits.
      return value % 2 ? -(value + 1) / 2 : value / 2;
    };
  }

  function offsets(next, count) {
    const found = new Uint32Array(count + 1);
    for (let at = 0; at < count; at += 1) {
      found[at + 1] = found[at] + next();
    }
    return found;
  }

  // Web Mercator, the world being one unit wide: what a zoom only has to scale.
  geokit.worldX = (lon) => lon / 360 + 0.5;
  geokit.worldY = (lat) => 0.5 - Math.asinh(Math.tan(lat * Math.PI / 180)) / (2 * Math.PI);

  function boxes(parcels, polygons, rings, x, y, count) {
    const found = new Float64Array(count * 4);
    for (let at = 0; at < count; at += 1) {
      let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
      const last = rings[polygons[parcels[at + 1]]];
      for (let point = rings[polygons[parcels[at]]]; point < last; point += 1) {
        west = Math.min(west, x[point]);
        east = Math.max(east, x[point]);
        north = Math.min(north, y[point]);
        south = Math.max(south, y[point]);
      }
      found.set([west, north, east, south], at * 4);
    }
    return found;
  }

  // Offsets of each parcel's polygons, each polygon's rings, each ring's points; and the points.
  geokit.unpackShapes = async function (packed) {
    const next = numbers(await geokit.decompress(packed.data));
    const parcels = offsets(next, packed.parcels);
    const polygons = offsets(next, packed.polygons);
    const rings = offsets(next, packed.rings);
    const x = new Float64Array(packed.points);
    const y = new Float64Array(packed.points);
    let lon = 0;
    let lat = 0;
    for (let at = 0; at < packed.points; at += 1) {
      lon += next();
      lat += next();
      x[at] = geokit.worldX(lon / UNITS_PER_DEGREE);
      y[at] = geokit.worldY(lat / UNITS_PER_DEGREE);
    }
    return {
      count: packed.parcels, parcels: parcels, polygons: polygons, rings: rings, x: x, y: y,
      boxes: boxes(parcels, polygons, rings, x, y, packed.parcels)
    };
  };

  geokit.unpackTable = async function (text) {
    return JSON.parse(new TextDecoder().decode(await geokit.decompress(text)));
  };
})();
