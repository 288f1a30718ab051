import { type DeclarationReflection, type ProjectReflection, type Reflection, ReflectionKind } from "typedoc";

const DECLARED = [
  ReflectionKind.Variable,
  ReflectionKind.Function,
  ReflectionKind.Class,
  ReflectionKind.Interface,
  ReflectionKind.TypeAlias,
  ReflectionKind.Property,
  ReflectionKind.Method,
  ReflectionKind.Accessor,
];

/** The public names without a description, with where they are declared; inherited members count where they come from. */
export function undescribed(project: ProjectReflection): string[] {
  return Object.values(project.reflections)
    .filter((reflection): reflection is DeclarationReflection => reflection.kindOf(DECLARED))
    .filter(
      (reflection) => !isInherited(reflection) && !isWithinType(reflection) && !hasDescription(reflection),
    )
    .map((reflection) => {
      const [source] = reflection.sources ?? reflection.signatures?.[0]?.sources ?? [];
      return `${reflection.getFriendlyFullName()}  ${source?.fileName}:${source?.line}`;
    });
}

function hasDescription(reflection: DeclarationReflection): boolean {
  const parts: Reflection[] = [reflection, ...(reflection.signatures ?? [])];
  if (reflection.getSignature) parts.push(reflection.getSignature);
  return parts.some(
    ({ comment }) => comment !== undefined && comment.summary.length + comment.blockTags.length > 0,
  );
}

const isInherited = (reflection: DeclarationReflection): boolean =>
  reflection.inheritedFrom !== undefined || reflection.implementationOf !== undefined;

/** A property of an object type that is written in place: what has the type is described as a whole. */
function isWithinType(reflection: Reflection): boolean {
  const inPlace = [
    ReflectionKind.TypeLiteral,
    ReflectionKind.TypeAlias,
    ReflectionKind.CallSignature,
    ReflectionKind.ConstructorSignature,
    ReflectionKind.IndexSignature,
    ReflectionKind.GetSignature,
    ReflectionKind.SetSignature,
  ];
  for (let { parent } = reflection; parent; parent = parent.parent) {
    if (parent.kindOf(inPlace)) return true;
  }
  return false;
}
