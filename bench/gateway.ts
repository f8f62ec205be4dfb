export const gatewayBench = {
  name: 'gateway',
  about: '',
  run: async () => {
    throw new Error('x');
  },
};
