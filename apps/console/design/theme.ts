import {
  ActionIcon,
  Button,
  Checkbox,
  Chip,
  Combobox,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  defaultVariantColorsResolver,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  PasswordInput,
  Pill,
  SegmentedControl,
  Tabs,
  Tooltip,
  type VariantColorsResolver,
} from "@mantine/core"
import classes from "./theme.module.css"

const ink: MantineColorsTuple = [
  "#f4f6f8",
  "#e7ecf1",
  "#c5cdd6",
  "#a5b0bc",
  "#85919e",
  "#586471",
  "#414c58",
  "#2a3643",
  "#18212b",
  "#0f151b",
]

/** What Mantine draws by itself in the dark, such as a message or a skeleton: the slate of our surfaces in place of its grey. */
const slate: MantineColorsTuple = [
  "#e7ecf1",
  "#b3bdc8",
  "#8f9ba8",
  "#667483",
  "#3a4654",
  "#212a34",
  "#1a2129",
  "#12171d",
  "#0e1318",
  "#0b0f13",
]

const clear = { background: "transparent", border: "1px solid transparent" }

/** Buttons are ink, so that none competes with a lamp; `red` is kept for what deletes. */
const variantColorResolver: VariantColorsResolver = (input) => {
  if (input.color === "danger" && input.variant === "filled")
    return {
      background: "var(--danger-lamp)",
      hover: "var(--danger-text)",
      color: "var(--surface)",
      border: "1px solid transparent",
    }
  switch (input.variant) {
    case "filled":
      return {
        background: "var(--ink)",
        hover: "var(--ink-hover)",
        color: "var(--on-ink)",
        border: "1px solid var(--ink)",
      }
    case "default":
      return {
        background: "var(--surface)",
        hover: "var(--hover)",
        color: "var(--text)",
        border: "1px solid var(--border-strong)",
      }
    case "subtle":
    case "transparent":
      return {
        ...clear,
        hover: "var(--hover)",
        color: input.color === "danger" ? "var(--danger-text)" : "var(--text-2)",
      }
    case "light":
      return {
        background: "var(--accent-soft)",
        hover: "var(--accent-soft)",
        color: "var(--accent)",
        border: "1px solid var(--accent-line)",
      }
    default:
      return defaultVariantColorsResolver(input)
  }
}

const controlHeight = (size: unknown) =>
  size === "xs" ? "var(--control-s)" : size === "lg" ? "var(--control-l)" : "var(--control)"

/** The head of a dialog is no landmark of the page, and its cross has a name. */
const quietHead = {
  attributes: { header: { role: "presentation" } },
  closeButtonProps: { "aria-label": "Close" },
}

export const theme = createTheme({
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "11px", sm: "13px", md: "13px", lg: "14px", xl: "16px" },
  lineHeights: { xs: "1.4", sm: "1.5", md: "1.5", lg: "1.5", xl: "1.5" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "20px", xl: "24px" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "10px", xl: "12px" },
  defaultRadius: "sm",
  primaryColor: "ink",
  primaryShade: 8,
  colors: { ink, dark: slate },
  focusRing: "auto",
  respectReducedMotion: true,
  cursorType: "pointer",
  variantColorResolver,
  shadows: { sm: "var(--shadow-1)", md: "var(--shadow-2)", lg: "var(--shadow-2)", xl: "var(--shadow-2)" },
  headings: { fontFamily: "var(--font)", fontWeight: "600" },
  components: {
    Button: Button.extend({
      classNames: { root: classes["button"] ?? "", section: classes["section"] ?? "" },
      vars: (_theme, props) => ({
        root: {
          "--button-height": controlHeight(props.size),
          "--button-padding-x": props.size === "xs" ? "9px" : props.size === "lg" ? "18px" : "12px",
          "--button-fz": props.size === "xs" ? "12px" : props.size === "lg" ? "14px" : "13px",
        },
      }),
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { variant: "subtle" },
      classNames: { root: classes["iconButton"] ?? "" },
      vars: (_theme, props) => ({ root: { "--ai-size": controlHeight(props.size) } }),
    }),
    Input: Input.extend({
      classNames: { input: classes["input"] ?? "" },
      vars: (_theme, props) => ({
        wrapper: {
          "--input-height": controlHeight(props.size),
          "--input-fz": props.size === "xs" ? "12px" : "var(--t-13)",
          "--input-padding": "10px",
        },
      }),
    }),
    InputWrapper: Input.Wrapper.extend({
      classNames: {
        label: classes["label"] ?? "",
        description: classes["description"] ?? "",
        error: classes["error"] ?? "",
      },
    }),
    PasswordInput: PasswordInput.extend({ classNames: { innerInput: classes["innerInput"] ?? "" } }),
    Checkbox: Checkbox.extend({
      defaultProps: { size: "xs" },
      classNames: { input: classes["checkbox"] ?? "", label: classes["checkboxLabel"] ?? "" },
      vars: () => ({
        root: {
          "--checkbox-size": "16px",
          "--checkbox-color": "var(--accent)",
          "--checkbox-icon-color": "var(--surface)",
          "--checkbox-radius": "4px",
        },
      }),
    }),
    // What selects, tags and pickers open.
    Combobox: Combobox.extend({
      classNames: { dropdown: classes["dropdown"] ?? "", option: classes["option"] ?? "" },
    }),
    Menu: Menu.extend({
      defaultProps: { shadow: "md", position: "bottom-start", offset: 4 },
      classNames: {
        dropdown: classes["dropdown"] ?? "",
        item: classes["menuItem"] ?? "",
        label: classes["menuLabel"] ?? "",
      },
    }),
    Modal: Modal.extend({
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.5 }, ...quietHead },
      classNames: {
        content: classes["floating"] ?? "",
        header: classes["floatingHead"] ?? "",
        title: classes["floatingTitle"] ?? "",
      },
    }),
    Drawer: Drawer.extend({
      defaultProps: { position: "right", size: 560, overlayProps: { backgroundOpacity: 0.4 }, ...quietHead },
      classNames: {
        content: classes["floating"] ?? "",
        header: classes["floatingHead"] ?? "",
        title: classes["floatingTitle"] ?? "",
      },
    }),
    Tabs: Tabs.extend({
      classNames: { list: classes["tabList"] ?? "", tab: classes["tab"] ?? "" },
    }),
    SegmentedControl: SegmentedControl.extend({
      classNames: {
        root: classes["segments"] ?? "",
        indicator: classes["segmentOn"] ?? "",
        label: classes["segmentLabel"] ?? "",
      },
    }),
    Pill: Pill.extend({ classNames: { root: classes["pill"] ?? "" } }),
    Chip: Chip.extend({ classNames: { label: classes["chip"] ?? "" } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 250, withArrow: false, multiline: true, maw: 320 },
      classNames: { tooltip: classes["tooltip"] ?? "" },
    }),
  },
})

const surfaces = {
  "--mantine-color-body": "var(--bg)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-border": "var(--border-strong)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-bright": "var(--text)",
  "--mantine-color-dimmed": "var(--text-3)",
  "--mantine-color-placeholder": "var(--text-3)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-error": "var(--danger-text)",
  "--mantine-primary-color-filled": "var(--ink)",
  "--mantine-primary-color-contrast": "var(--on-ink)",
}

/** The tokens change with the scheme by themselves; both schemes point at the same names. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: surfaces, dark: surfaces })
