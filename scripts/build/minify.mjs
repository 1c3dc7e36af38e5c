/** Functions and classes keep their names, for whoever reads the stack of an error. */
export const MINIFY = {
  compress: { keepNames: { function: true, class: true } },
  mangle: { toplevel: true, keepNames: true },
  codegen: { removeWhitespace: true },
};
