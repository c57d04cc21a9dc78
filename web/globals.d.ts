// Lucide drawings come as a string: build.mjs turns each into inline SVG.
declare module "lucide-static/icons/*.svg" {
  const drawing: string;
  export default drawing;
}
