// Inflate (RFC 1950 and 1951), for browsers without DecompressionStream.
(function () {
  "use strict";
  const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  function reader(bytes, start) {
    let at = start;
    let held = 0;
    let count = 0;
    return {
      bits: function (wanted) {
        while (count < wanted) {
          held |= bytes[at++] << count;
          count += 8;
        }
        const value = held & ((1 << wanted) - 1);
        held >>>= wanted;
        count -= wanted;
        return value;
      },
      align: function () {
        held = 0;
        count = 0;
      },
      byte: () => bytes[at++]
    };
  }

  // Canonical Huffman codes: how many of each length, and the symbols in order.
  function tree(lengths) {
    const counts = new Uint16Array(16);
    lengths.forEach((length) => (counts[length] += length ? 1 : 0));
    const starts = new Uint16Array(17);
    for (let length = 1; length < 16; length += 1) {
      starts[length + 1] = starts[length] + counts[length];
    }
    const symbols = new Uint16Array(lengths.length);
    lengths.forEach((length, symbol) => length && (symbols[starts[length]++] = symbol));
    return {counts: counts, symbols: symbols};
  }

  function symbol(input, codes) {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length < 16; length += 1) {
      code |= input.bits(1);
      const count = codes.counts[length];
      if (code - count < first) {
        return codes.symbols[index + code - first];
      }
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new RangeError("not a deflate stream");
  }

  function fixedTrees() {
    const lengths = Array.from({length: 288}, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8));
    return {literals: tree(lengths), distances: tree(new Array(30).fill(5))};
  }

  function dynamicTrees(input) {
    const literals = input.bits(5) + 257;
    const distances = input.bits(5) + 1;
    const count = input.bits(4) + 4;
    const codeLengths = new Array(19).fill(0);
    for (let at = 0; at < count; at += 1) {
      codeLengths[ORDER[at]] = input.bits(3);
    }
    const codes = tree(codeLengths);
    const lengths = [];
    while (lengths.length < literals + distances) {
      const code = symbol(input, codes);
      if (code < 16) {
        lengths.push(code);
      } else {
        const value = code === 16 ? lengths[lengths.length - 1] : 0;
        const times = code === 16 ? 3 + input.bits(2) : code === 17 ? 3 + input.bits(3) : 11 + input.bits(7);
        for (let time = 0; time < times; time += 1) {
          lengths.push(value);
        }
      }
    }
    return {literals: tree(lengths.slice(0, literals)), distances: tree(lengths.slice(literals))};
  }

  function growing() {
    let bytes = new Uint8Array(1 << 16);
    let size = 0;
    return {
      push: function (value) {
        if (size === bytes.length) {
          const larger = new Uint8Array(size * 2);
          larger.set(bytes);
          bytes = larger;
        }
        bytes[size++] = value;
      },
      back: (distance) => bytes[size - distance],
      done: () => bytes.slice(0, size)
    };
  }

  function stored(input, output) {
    input.align();
    const length = input.byte() | (input.byte() << 8);
    input.byte();
    input.byte();
    for (let at = 0; at < length; at += 1) {
      output.push(input.byte());
    }
  }

  function coded(input, output, trees) {
    for (let code = symbol(input, trees.literals); code !== 256; code = symbol(input, trees.literals)) {
      if (code < 256) {
        output.push(code);
      } else {
        const length = LENGTHS[code - 257] + input.bits(LENGTH_BITS[code - 257]);
        const far = symbol(input, trees.distances);
        const distance = DISTANCES[far] + input.bits(DISTANCE_BITS[far]);
        for (let at = 0; at < length; at += 1) {
          output.push(output.back(distance));
        }
      }
    }
  }

  // Bytes of a zlib stream, its two bytes of header passed over.
  geokit.inflate = function (bytes) {
    const input = reader(bytes, 2);
    const output = growing();
    let isLast = false;
    while (!isLast) {
      isLast = input.bits(1) === 1;
      const kind = input.bits(2);
      if (kind === 0) {
        stored(input, output);
      } else {
        coded(input, output, kind === 1 ? fixedTrees() : dynamicTrees(input));
      }
    }
    return output.done();
  };
})();
