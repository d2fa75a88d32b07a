import flow from "./still-flow.module.css"

/** A React Flow that is a drawing: nothing in it can be moved, zoomed or joined, and the page scrolls over it. */
export const STILL_FLOW = {
  className: flow["flow"] ?? "",
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  panOnDrag: false,
  panOnScroll: false,
  zoomOnScroll: false,
  zoomOnPinch: false,
  zoomOnDoubleClick: false,
  preventScrolling: false,
  disableKeyboardA11y: true,
  autoPanOnNodeFocus: false,
  minZoom: 1,
  maxZoom: 1,
  defaultViewport: { x: 0, y: 0, zoom: 1 },
  proOptions: { hideAttribution: true },
} as const
