// What boot.js leaves for the modules; for editors and tsc.
interface Window {
  desk: {
    base: string;
    lang: string;
    texts: Promise<string>;
    first: Record<string, Promise<Response>>;
    session?: Promise<Response>;
  };
}
