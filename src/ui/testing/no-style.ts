/** Stands in for the style sheets that PatternFly's components import: jsdom shows nothing. */
export const styles = {};
