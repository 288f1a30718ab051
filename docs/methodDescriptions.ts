import {
  type ContainerReflection,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
} from "typedoc";

/** Gives each method of Value that has no words of its own those of the function of the same name. */
export function describeMethods(project: ProjectReflection): void {
  const value = project
    .getReflectionsByKind(ReflectionKind.Class)
    .find(({ name }) => name === "Value") as DeclarationReflection;
  const functions = (value.parent as ContainerReflection).getChildrenByKind(ReflectionKind.Function);
  const commentOf = new Map(functions.map(({ name, signatures }) => [name, signatures?.[0].comment]));
  for (const method of value.children ?? []) {
    for (const signature of method.signatures ?? []) {
      const comment = commentOf.get(method.name);
      if (!signature.hasComment() && comment !== undefined) signature.comment = comment.clone();
    }
  }
}
