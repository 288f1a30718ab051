import {
  ArrayType,
  type Context,
  type DeclarationReflection,
  IntrinsicType,
  ParameterReflection,
  ReflectionFlag,
  ReflectionKind,
  SignatureReflection,
  type SomeType,
  UnionType,
} from "typedoc";
import ts from "typescript";
import { plainResult, plainType } from "./plainType.ts";

/**
 * Shows a constant of a callable type, such as an op, as a function, and a property as a method. The tuple of the arguments is
 * spread, and a type that is worked out from those of the arguments, such as a shape, is shown as what it is in any case.
 */
export function asFunction(context: Context, constant: DeclarationReflection): void {
  const symbol = context.getSymbolFromReflection(constant);
  const declaration = symbol?.declarations?.[0];
  if (symbol === undefined || declaration === undefined) return;
  const signatures = context.checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures();
  if (signatures.length === 0) return;

  constant.kind = constant.kindOf(ReflectionKind.Property) ? ReflectionKind.Method : ReflectionKind.Function;
  delete constant.type;
  delete constant.defaultValue;
  constant.setFlag(ReflectionFlag.Const, false);
  constant.signatures = signatures.map((signature) => {
    const shown = new SignatureReflection(constant.name, ReflectionKind.CallSignature, constant);
    const scope = context.withScope(constant).withScope(shown);
    shown.parameters = signature.parameters
      .flatMap((parameter) => spread(context, parameter))
      .map(({ name, type, isOptional, isRest, isElement }) => {
        const parameter = new ParameterReflection(name, ReflectionKind.Parameter, shown);
        const converted = plainType(scope, type);
        parameter.type =
          isRest && isElement
            ? new ArrayType(converted)
            : isOptional
              ? withoutUndefined(converted)
              : converted;
        parameter.setFlag(ReflectionFlag.Optional, isOptional);
        parameter.setFlag(ReflectionFlag.Rest, isRest);
        context.registerReflection(parameter, undefined);
        return parameter;
      });
    shown.type = plainResult(scope, signature.getReturnType());
    if (constant.comment !== undefined) shown.comment = constant.comment.clone();
    if (constant.sources !== undefined) shown.sources = constant.sources;
    context.registerReflection(shown, undefined);
    return shown;
  });
  delete constant.comment;
}

/** Shows a method of Value that is generic in its shape without the type parameters. */
export function withoutGenerics(context: Context, shown: SignatureReflection, signature: ts.Signature): void {
  if (shown.typeParameters === undefined) return;
  delete shown.typeParameters;
  shown.parameters = (shown.parameters ?? []).filter(({ name }) => name !== "this");
  const types = new Map(
    signature.parameters.map((symbol) => [symbol.name, context.checker.getTypeOfSymbol(symbol)]),
  );
  for (const parameter of shown.parameters) {
    const type = types.get(parameter.name);
    if (type === undefined) continue;
    const converted = plainType(context.withScope(shown), type);
    parameter.type = parameter.flags.isOptional ? withoutUndefined(converted) : converted;
  }
  shown.type = plainResult(context.withScope(shown), signature.getReturnType());
}

/** What the caller passes, if anything: that it may be absent is shown by a question mark. */
function withoutUndefined(type: SomeType): SomeType {
  if (!(type instanceof UnionType)) return type;
  const rest = type.types.filter((part) => !(part instanceof IntrinsicType && part.name === "undefined"));
  return rest.length === 1 ? rest[0] : new UnionType(rest);
}

interface Parameter {
  readonly name: string;
  readonly type: ts.Type;
  readonly isOptional: boolean;
  readonly isRest: boolean;
  /** Of a tuple, where the type of the rest is that of one element. */
  readonly isElement: boolean;
}

/** The parameter; or those that it stands for, if it is the rest, of a tuple type. */
function spread({ checker }: Context, symbol: ts.Symbol): Parameter[] {
  const type = checker.getTypeOfSymbol(symbol);
  const { valueDeclaration: declaration } = symbol;
  const written = declaration !== undefined && ts.isParameter(declaration) ? declaration : undefined;
  const isRest = written?.dotDotDotToken !== undefined;
  if (!isRest || !checker.isTupleType(type)) {
    const isOptional = written?.questionToken !== undefined || written?.initializer !== undefined;
    return [{ name: symbol.name, type, isOptional, isRest, isElement: false }];
  }
  const { target } = type as ts.TupleTypeReference;
  return checker.getTypeArguments(type as ts.TupleTypeReference).map((element, i) => {
    const isOptional = (target.elementFlags[i] & ts.ElementFlags.Optional) !== 0;
    const isRest = (target.elementFlags[i] & ts.ElementFlags.Rest) !== 0;
    return {
      name: target.labeledElementDeclarations?.[i]?.name.getText() ?? `argument${i}`,
      type: element,
      isOptional,
      isRest,
      isElement: true,
    };
  });
}
