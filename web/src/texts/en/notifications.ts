/** The notifications of the browser. */
export const notifications = {
  title: "Notifications of this browser",
  label: "Tell me when a scan or check has ended",
  hint: "While a page of Gleaner is open in this browser, and not in front.",
  states: {
    on: "",
    off: "",
    denied: "This browser refuses notifications of this page. Allow them in the settings of the browser.",
    insecure: "Browsers show notifications only of pages over https, and of this machine.",
    unsupported: "This browser has no notifications.",
  },
  ended: {
    scan: { completed: "Scan completed", cancelled: "Scan cancelled", failed: "Scan failed" },
    check: { completed: "Check completed", cancelled: "Check cancelled", failed: "Check failed" },
  },
} as const;
