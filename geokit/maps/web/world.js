// Web Mercator, the world being one unit wide: what a zoom only has to scale.
(function () {
  "use strict";
  geokit.worldX = (lon) => lon / 360 + 0.5;
  geokit.worldY = (lat) => 0.5 - Math.asinh(Math.tan(lat * Math.PI / 180)) / (2 * Math.PI);
  geokit.longitude = (x) => (x - 0.5) * 360;
  geokit.latitude = (y) => Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180 / Math.PI;
})();
