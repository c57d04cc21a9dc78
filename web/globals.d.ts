// One file with every drawing of icons.txt, made by build.mjs: the address it is served at.
declare module "icons.svg" {
  const address: string;
  export default address;
}
