// Runs before the first paint, so that a chosen theme never flashes. The page's policy forbids this inline.
(function () {
  try {
    var theme = localStorage.getItem('slipway.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be blocked; then the system decides.
  }
})();
