// 0.22 ships without its types.
declare module "@getodk/web-forms";
declare const __KEPT__: {
  version: string;
  light: [address: string, digest: string][];
  heavy: [address: string, digest: string][];
};
