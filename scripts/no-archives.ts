/** Stands in bundles for libraries of zip archives, which none of our code reaches. */
export default new Proxy(
  {},
  {
    get: (_, name) => {
      throw new Error(`${String(name)}: zip archives are not part of the bundles`);
    },
  },
);
