// Geodesic lengths and areas on GRS 80, good for an impression.

const SEMI_MAJOR_M = 6378137;
const FLATTENING = 1 / 298.257222101;
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));
const RAD = Math.PI / 180;

/**
 * The area from the equator to a latitude, for a radian of longitude: half of Snyder's q.
 * @param {number} lat
 * @returns {number}
 */
function zone(lat) {
  const sine = Math.sin(lat * RAD);
  const es = ECCENTRICITY * sine;
  return SEMI_MAJOR_M * SEMI_MAJOR_M * (1 - ECCENTRICITY * ECCENTRICITY) / 2 * (sine / (1 - es * es) + Math.atanh(es) / ECCENTRICITY);
}

/**
 * @param {L.LatLng[]} points
 * @returns {number}
 */
export function geodesicArea(points) {
  let sum = 0;
  points.forEach((point, at) => {
    const next = points[(at + 1) % points.length];
    // The mean of a zone along an edge, by Simpson's rule.
    const mean = (zone(point.lat) + 4 * zone((point.lat + next.lat) / 2) + zone(next.lat)) / 6;
    sum += (next.lng - point.lng) * RAD * mean;
  });
  return Math.abs(sum);
}

/**
 * Lambert's formula for long lines: off by some ten metres in a thousand kilometres.
 * @param {L.LatLng} one
 * @param {L.LatLng} other
 * @returns {number}
 */
function distance(one, other) {
  const [first, second] = [one, other].map((point) => Math.atan((1 - FLATTENING) * Math.tan(point.lat * RAD)));
  const [mean, half] = [(first + second) / 2, (second - first) / 2];
  const share = Math.sin(half) ** 2 + Math.cos(first) * Math.cos(second) * Math.sin((other.lng - one.lng) * RAD / 2) ** 2;
  const angle = 2 * Math.asin(Math.min(1, Math.sqrt(share)));
  if (angle === 0) {
    return 0;
  }
  const x = (angle - Math.sin(angle)) * (Math.sin(mean) * Math.cos(half) / Math.cos(angle / 2)) ** 2;
  const y = (angle + Math.sin(angle)) * (Math.cos(mean) * Math.sin(half) / Math.sin(angle / 2)) ** 2;
  return SEMI_MAJOR_M * (angle - FLATTENING / 2 * (x + y));
}

/**
 * @param {L.LatLng[]} points
 * @returns {number}
 */
export function geodesicLength(points) {
  return points.slice(1).reduce((sum, point, at) => sum + distance(points[at], point), 0);
}
