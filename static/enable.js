// Tells the styles that scripts run. An inline script would do it sooner, but the content policy forbids those.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
