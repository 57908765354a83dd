/**
 * Style sheet for the description of the API (Swagger UI): colours with the contrast of WCAG AA in both themes, and no bar at
 * the top, whose only field would load other descriptions.
 */
export const docsColours = `
.swagger-ui .topbar { display: none }
.swagger-ui .info .title small { background: #5b6270 }
.swagger-ui .info .title small.version-stamp { background: #3d6b00 }
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #0b63b0 }
.swagger-ui .opblock.opblock-post .opblock-summary-method { background: #0b7a43 }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #c01515 }
html:not(.dark-mode) .swagger-ui .info .url { color: #1f66b8 }
html:not(.dark-mode) .swagger-ui .btn.authorize { color: #0b7a43; border-color: #0b7a43 }
html:not(.dark-mode) .swagger-ui .btn.authorize svg { fill: #0b7a43 }
html:not(.dark-mode) .swagger-ui .parameter__in,
html:not(.dark-mode) .swagger-ui .json-schema-2020-12-expand-deep-button { color: #5c5c5c }
.swagger-ui .microlight .hljs-number,
.swagger-ui .microlight span[style*="rgb(211, 99, 99)"] { color: #f08f8f !important }
`;

/** Script for the same page: without this element, phones lay the page out for a screen that is 980 pixels wide. */
export const docsViewport = `
document.head.append(Object.assign(document.createElement("meta"), {
  name: "viewport",
  content: "width=device-width, initial-scale=1",
}));
`;
