import {
  ArrayType,
  type Context,
  NamedTupleMember,
  ReferenceType,
  type SomeType,
  TupleType,
  TypeOperatorType,
  UnionType,
} from "typedoc";
import ts from "typescript";

/**
 * A type as a reader wants it: Values without the shapes that the compiler works out, and a type that depends on those of other
 * arguments as what it is in any case, without the messages that stand for arguments that do not fit.
 */
export function plainType(context: Context, type: ts.Type): SomeType {
  if (!isWorkedOut(type)) return withoutShapes(context.converter.convertType(context, type));
  const parts = partsOf(context, type);
  const fitting = parts.filter((part) => (part.flags & ts.TypeFlags.StringLike) === 0);
  const shown = new Map<string, SomeType>();
  for (const part of fitting.length > 0 ? fitting : parts) {
    const converted = withoutShapes(context.converter.convertType(context, part));
    shown.set(converted.toString(), converted);
  }
  if (shown.delete("true") && shown.delete("false")) {
    const { checker } = context;
    shown.set("boolean", context.converter.convertType(context, checker.getBooleanType()));
  }
  const types = [...shown.values()];
  return types.length === 1 ? types[0] : new UnionType(types);
}

/** The same of a result, which is a Value if it can be one: a number is what an operand may be. */
export function plainResult(context: Context, type: ts.Type): SomeType {
  const plain = plainType(context, type);
  const value =
    plain instanceof UnionType ? plain.types.find((part) => part.toString() === "Value") : undefined;
  return isWorkedOut(type) ? (value ?? plain) : plain;
}

/** Whether the type depends on type parameters, other than in the shape of a Value. */
function isWorkedOut(type: ts.Type): boolean {
  if ((type.flags & ts.TypeFlags.Instantiable) !== 0) return true;
  return type.isUnionOrIntersection() && type.types.some(isWorkedOut);
}

/** The members of a union, those that are worked out replaced by what they are in any case. */
function partsOf(context: Context, type: ts.Type): ts.Type[] {
  if ((type.flags & ts.TypeFlags.Instantiable) !== 0) {
    const constraint = context.checker.getBaseConstraintOfType(type);
    return constraint === undefined || constraint === type ? [type] : partsOf(context, constraint);
  }
  if (type.isUnion()) return type.types.flatMap((part) => partsOf(context, part));
  if (type.isIntersection()) {
    const value = type.types.find((part) => part.symbol?.name === "Value");
    return value === undefined ? [type] : [value];
  }
  return [type];
}

function withoutShapes(type: SomeType): SomeType {
  if (type instanceof ReferenceType && type.name === "Value") delete type.typeArguments;
  if (type instanceof ArrayType) withoutShapes(type.elementType);
  if (type instanceof NamedTupleMember) withoutShapes(type.element);
  if (type instanceof TypeOperatorType) withoutShapes(type.target);
  if (type instanceof UnionType) type.types.forEach(withoutShapes);
  if (type instanceof TupleType) type.elements.forEach(withoutShapes);
  return type;
}
