const round = Math.fround;
const fifth = round(0.2);

/** @param {{ TSTEPS: number, N: number }} dims */
export function jacobi2d({ TSTEPS, N }, A, B) {
  for (let t = 0; t < TSTEPS; t++) {
    step(N, A, B);
    step(N, B, A);
  }
}

function step(N, from, to) {
  for (let i = 1; i < N - 1; i++) {
    const row = i * N;
    for (let j = 1; j < N - 1; j++) {
      const at = row + j;
      to[at] = fifth * round(round(round(round(from[at] + from[at - 1]) + from[at + 1]) + from[at + N]) + from[at - N]);
    }
  }
}
