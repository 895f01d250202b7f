// Whole numbers on their way out of the page's data: lists of them, as planes of bytes, compressed (geokit/page/geometry.py).

/** @import {Numbers, PackedNumbers} from "./types.d.ts" */
import {complain} from "./text.js";

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
function bytesOf(text) {
  // The browser's own way, where it has one, takes a tenth of the time.
  const {fromBase64} = /** @type {any} */ (Uint8Array);
  if (fromBase64) {
    return fromBase64.call(Uint8Array, text);
  }
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = binary.charCodeAt(at);
  }
  return bytes;
}

/**
 * Bytes that were compressed; null, and a sentence above the page, where the browser cannot inflate them, has no room for
 * them, or they are broken.
 * @param {string} text
 * @returns {Promise<Uint8Array | null>}
 */
async function decompress(text) {
  if (typeof DecompressionStream === "undefined") {
    complain("old_browser");
    return null;
  }
  try {
    const packed = /** @type {ReadableStream} */ (new Response(bytesOf(text)).body);
    return new Uint8Array(await new Response(packed.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());
  } catch (error) {
    complain(error instanceof RangeError ? "no_memory" : "broken_data");
    return null;
  }
}

/**
 * Data that is compressed as a whole; nothing where it cannot be read.
 * @param {string} text
 * @returns {Promise<any>}
 */
export async function unpackJson(text) {
  const bytes = await decompress(text);
  return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : {};
}

/**
 * Numbers from planes of bytes: all lowest bytes come first. Zigzag: a number below zero is odd.
 * @param {Uint8Array} bytes
 * @param {number} size
 * @returns {Numbers}
 */
function readPlanes(bytes, size) {
  const count = bytes.length / size;
  if (size > 4) {
    return readWide(bytes, size, count);
  }
  const found = size === 1 ? new Int8Array(count) : size === 2 ? new Int16Array(count) : new Int32Array(count);
  for (let at = 0; at < count; at += 1) {
    let value = 0;
    for (let place = (size - 1) * count + at; place >= 0; place -= count) {
      value = value << 8 | bytes[place];
    }
    found[at] = value >>> 1 ^ -(value & 1);
  }
  return found;
}

/**
 * In floating point, since a step around half the world has more than 31 bits.
 * @param {Uint8Array} bytes
 * @param {number} size
 * @param {number} count
 * @returns {Float64Array}
 */
function readWide(bytes, size, count) {
  const found = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    let value = 0;
    for (let place = (size - 1) * count + at; place >= 0; place -= count) {
      value = value * 256 + bytes[place];
    }
    found[at] = bytes[at] & 1 ? -(value + 1) / 2 : value / 2;
  }
  return found;
}

/**
 * Lists of numbers, each as narrow as its numbers are; null where they cannot be read.
 * @param {PackedNumbers} packed
 * @returns {Promise<Numbers[] | null>}
 */
export async function unpackNumbers({streams, data}) {
  const bytes = await decompress(data);
  let at = 0;
  return bytes && streams.map(([count, size]) => readPlanes(bytes.subarray(at, at += count * size), size));
}
