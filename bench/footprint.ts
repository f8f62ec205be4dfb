export const footprintBench = {
  name: 'footprint',
  about: '',
  run: async () => {
    throw new Error('x');
  },
};
