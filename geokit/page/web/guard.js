// Written for old browsers: when nothing else ran, say so instead of showing a blank page.
window.addEventListener("load", function () {
  "use strict";
  if (window.geokit && window.geokit.isBegun) {
    return;
  }
  var page = JSON.parse(document.getElementById("gk-data").textContent);
  ["zh", "en"].forEach(function (language) {
    var line = document.createElement("p");
    line.className = "gk-guard";
    line.textContent = page.words.old_browser[language];
    document.body.insertBefore(line, document.body.firstChild);
  });
});
