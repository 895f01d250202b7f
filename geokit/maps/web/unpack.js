// Packed parcels made arrays again.
(function () {
  "use strict";

  function bytesOf(text) {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < bytes.length; at += 1) {
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

  // Zigzag varints from a place on, into an array made ready; returns the place after the last.
  function read(bytes, from, found) {
    let at = from;
    for (let number = 0; number < found.length; number += 1) {
      let byte = bytes[at++];
      let value = byte & 127;
      // In floating point: a step around half the world has more than 31 bits.
      for (let scale = 128; byte > 127; scale *= 128) {
        byte = bytes[at++];
        value += (byte & 127) * scale;
      }
      found[number] = value % 2 ? -(value + 1) / 2 : value / 2;
    }
    return at;
  }

  function summed(found) {
    for (let at = 1; at < found.length; at += 1) {
      found[at] += found[at - 1];
    }
    return found;
  }

  function boxes(parcels, polygons, rings, x, y, count) {
    const found = new Float64Array(count * 4);
    for (let at = 0; at < count; at += 1) {
      const first = rings[polygons[parcels[at]]];
      const last = rings[polygons[parcels[at + 1]]];
      let west = x[first];
      let east = west;
      let north = y[first];
      let south = north;
      for (let point = first + 1; point < last; point += 1) {
        const [px, py] = [x[point], y[point]];
        if (px < west) { west = px; } else if (px > east) { east = px; }
        if (py < north) { north = py; } else if (py > south) { south = py; }
      }
      const box = at * 4;
      found[box] = west;
      found[box + 1] = north;
      found[box + 2] = east;
      found[box + 3] = south;
    }
    return found;
  }

  // Offsets of each parcel's polygons, each polygon's rings, each ring's points; and the points.
  geokit.unpackShapes = async function (packed) {
    const bytes = await geokit.decompress(packed.data);
    let at = 0;
    const offsets = (count) => {
      const found = new Float64Array(count + 1);
      at = read(bytes, at, found.subarray(1));
      return Uint32Array.from(summed(found));
    };
    const [parcels, polygons, rings] = [packed.parcels, packed.polygons, packed.rings].map(offsets);
    const places = (corner) => {
      const found = new Float64Array(packed.points);
      at = read(bytes, at, found);
      found[0] += corner;
      summed(found);
      for (let point = 0; point < found.length; point += 1) {
        found[point] /= packed.units;
      }
      return found;
    };
    const x = places(packed.west);
    const y = places(packed.north);
    return {
      count: packed.parcels, parcels: parcels, polygons: polygons, rings: rings, x: x, y: y,
      boxes: boxes(parcels, polygons, rings, x, y, packed.parcels)
    };
  };

  geokit.unpackTable = async function (text) {
    return JSON.parse(new TextDecoder().decode(await geokit.decompress(text)));
  };
})();
