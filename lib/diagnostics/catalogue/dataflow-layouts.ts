/** 50xx: layouts of tensors over grids. */
import { kind } from "../diagnostic.js";

/** The diagnostics of layouts. */
export const layouts = {
  layoutPlace: kind({
    code: 5030, severity: "error", title: "A layout outside a region's kernel",
    message: () => "only the kernels of a region have a grid over which a tensor can be laid out",
    help: () => "leave the layout out here, and write it at the kernel's parameter",
    cause: "A layout says which part of a tensor each instance of a kernel sees; regions and helpers have no instances.",
    wrong: "@region() function top(A: Tensor<int32, [8]> & Layout<[Shard<0>]>): void { … }",
    right: "@kernel({ mapping: [2], args: [A] }) function half(a: Tensor<int32, [8]> & Layout<[Shard<0>]>) { … }",
  }),
  layoutForm: kind({
    code: 5031, severity: "error", title: "Not a layout",
    message: () => "a layout is a list of Shard<axis>, Shard<axis, { halo: n }> and Replicate, and may end with Reduce<…>",
    help: () => "write one entry for each dimension: Layout<[Shard<0>, Replicate]>, and constants for axes and halos",
    cause: "Which part of the tensor an instance sees must be known when the kernel is compiled.",
    wrong: "a: Tensor<int32, [8]> & Layout<Shard<0>[]>",
    right: "a: Tensor<int32, [8]> & Layout<[Shard<0>]>",
  }),
  layoutRank: kind({
    code: 5032, severity: "error", title: "A layout of another rank than its tensor",
    message: (entries: number, rank: number) => `the layout has ${entries} entries, but the tensor ${rank} dimensions`,
    help: () => "write one entry for each dimension, Replicate for those that every instance sees whole",
    cause: "Each entry says how one dimension of the tensor is seen.",
    wrong: "a: Tensor<int32, [8, 4]> & Layout<[Shard<0>]>",
    right: "a: Tensor<int32, [8, 4]> & Layout<[Shard<0>, Replicate]>",
  }),
  layoutAxis: kind({
    code: 5033, severity: "error", title: "A layout over an axis that the mapping lacks",
    message: (axis: number, axes: number) =>
      `there is no axis ${axis}: the mapping has ${axes === 1 ? "only axis 0" : `axes 0 to ${axes - 1}`}`,
    help: () => "name one of the mapping's axes, the first of which is 0",
    cause: "Shard<n> deals a dimension out to the instances along axis n of the kernel's mapping.",
    wrong: "@kernel({ mapping: [2], args: [A] }) function k(a: Tensor<int32, [8]> & Layout<[Shard<1>]>) { … }",
    right: "@kernel({ mapping: [2], args: [A] }) function k(a: Tensor<int32, [8]> & Layout<[Shard<0>]>) { … }",
  }),
  layoutAxisTwice: kind({
    code: 5034, severity: "error", title: "Two dimensions dealt out over one axis",
    message: (axis: number) => `two dimensions are sharded over axis ${axis}`,
    help: () => "shard each dimension over an axis of its own, or leave one whole with Replicate",
    cause: "Instances would see only the diagonal parts, and nobody the others.",
    wrong: "a: Tensor<int32, [8, 8]> & Layout<[Shard<0>, Shard<0>]>",
    right: "a: Tensor<int32, [8, 8]> & Layout<[Shard<0>, Shard<1>]>",
  }),
  layoutParts: kind({
    code: 5035, severity: "error", title: "A dimension that does not divide",
    message: (dimension: number, extent: number, parts: number, halo: number) =>
      `dimension ${dimension} has ${extent} elements` +
      (halo === 0 ? "" : `, ${extent - 2 * halo} without the border of ${halo} on either side`) +
      `, which do not divide into ${parts} equal parts`,
    help: (_dimension, extent, parts, halo) => {
      const inside = Math.max(parts, Math.ceil((extent - 2 * halo) / parts) * parts);
      return `make the dimension ${inside + 2 * halo} long, or choose another mapping`;
    },
    cause: "All instances run the same code, on parts of the same shape.",
    wrong: "@kernel({ mapping: [4], args: [A] }) function k(a: Tensor<int32, [10]> & Layout<[Shard<0>]>) { … }",
    right: "@kernel({ mapping: [5], args: [A] }) function k(a: Tensor<int32, [10]> & Layout<[Shard<0>]>) { … }",
  }),
  layoutHalo: kind({
    code: 5036, severity: "error", title: "Not a halo",
    message: (halo: number) => `a halo is a number of elements from 0, not ${halo}`,
    help: () => "write how many elements of each neighbour an instance reads: Shard<0, { halo: 1 }>",
    cause: "A halo is a number of elements on either side of a part.",
    wrong: "a: Tensor<int32, [10]> & Layout<[Shard<0, { halo: -1 }>]>",
    right: "a: Tensor<int32, [10]> & Layout<[Shard<0, { halo: 1 }>]>",
  }),
  haloWritten: kind({
    code: 5037, severity: "error", title: "A write to a halo",
    message: (tensor: string, dimension: number, halo: number, own: number) =>
      `this writes '${tensor}' outside of the instance's own part, ` +
      `which has the subscripts ${halo} to ${halo + own - 1} in dimension ${dimension}`,
    help: () => "write the own part only; in a helper, where this cannot be checked, write in the kernel itself",
    cause: "The elements of a halo belong to a neighbour, and those of the border to nobody: they are there to be read.",
    wrong: "for (let i = 0; i < a.shape[0]; i++) a[i] = 0;       // a: … & Layout<[Shard<0, { halo: 1 }>]>",
    right: "for (let i = 1; i < a.shape[0] - 1; i++) a[i] = 0;",
  }),
  replicaWritten: kind({
    code: 5038, severity: "error", title: "A write to what several instances see",
    message: (tensor: string, first: string, second: string) =>
      `'${first}' and '${second}' see the same part of '${tensor}', and both write it`,
    help: () => "let their values be combined, Layout<[…], Reduce<\"sum\">>, or shard the tensor over this axis too",
    cause: "Of the values that several instances write to one element, only one could stay.",
    wrong: "@kernel({ mapping: [2], args: [A] }) function k(a: Tensor<int32, [8]> & Layout<[Replicate]>) { a[0] = 1; }",
    right: "@kernel({ mapping: [2], args: [A] }) function k(a: Tensor<int32, [8]> & Layout<[Replicate], Reduce<\"sum\">>) { a[0] = 1; }",
  }),
  layoutReduce: kind({
    code: 5039, severity: "error", title: "A layout that cannot be reduced",
    message: (reduce: string, reason: string) => `Reduce<"${reduce}"> cannot be done here: ${reason}`,
    help: () => "reduce whole tensors of numbers, and shard them without halos",
    cause: "Each instance fills a tensor of its own, and these are combined element by element.",
    wrong: "a: Tensor<bool, [8]> & Layout<[Replicate], Reduce<\"sum\">>",
    right: "a: Tensor<int32, [8]> & Layout<[Replicate], Reduce<\"sum\">>",
  }),
};
