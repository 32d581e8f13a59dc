import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

/** From the palest to the darkest: the accent of the paper (tokens.css). */
const accent: MantineColorsTuple = [
  '#fbeef0',
  '#f3d6da',
  '#eab5bc',
  '#e38f9a',
  '#f2808c',
  '#c8334a',
  '#a8112b',
  '#8d0c23',
  '#730a1d',
  '#5a0716',
]

/** Words on the accent have the colour of the paper, in both schemes. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input)
  return input.variant === 'filled' ? { ...usual, color: 'var(--paper)' } : usual
}

/** The paper's own faces and colours; hairlines in place of shadows. */
export const theme = createTheme({
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  headings: { fontFamily: 'var(--display)', fontWeight: '560' },
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 4 },
  variantColorResolver,
  colors: { accent },
  defaultRadius: 2,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '.75rem', sm: '.8125rem', md: '.9375rem', lg: '1.0625rem', xl: '1.1875rem' },
  components: {
    Paper: { defaultProps: { shadow: 'none' } },
    // Its header is no banner of the page.
    Modal: {
      defaultProps: { shadow: 'none', centered: true, radius: 2, attributes: { header: { role: 'presentation' } } },
    },
    Menu: { defaultProps: { shadow: 'none', radius: 2 } },
    Popover: { defaultProps: { shadow: 'none', radius: 2 } },
    Button: { defaultProps: { fw: 600 } },
  },
})

/** Mantine's own colours, told by the paper's, in both schemes. */
export const colours: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--paper)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--soft)',
    '--mantine-color-default-border': 'var(--hair)',
    '--mantine-color-default': 'var(--paper)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-hover': 'var(--tint)',
    '--mantine-color-placeholder': 'var(--soft)',
    '--mantine-color-error': 'var(--fault)',
  }
  // In the dark a button that is pointed at gets paler: its words are dark.
  const dark = { ...both, '--mantine-color-accent-filled-hover': 'var(--mantine-color-accent-3)' }
  return { variables: {}, light: both, dark }
}
