using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Sysprof.Fuzz.Coverage;

/// <summary>Rewrites assemblies so that every basic block tells <see cref="EdgeMap"/> that it runs.</summary>
internal sealed class Instrumenter
{
    // Where blocks lie in the map is random, as in AFL's own instrumentation, and the same each time.
    private readonly Random _random = new(1009);

    /// <summary>How many blocks were found.</summary>
    public int Blocks { get; private set; }

    /// <summary>Writes a copy of an assembly that tells where it is.</summary>
    /// <param name="assembly">The file of the assembly.</param>
    /// <param name="copy">The file to write.</param>
    public void Instrument(string assembly, string copy)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { InMemory = true });
        MethodReference enter = module.ImportReference(typeof(EdgeMap).GetMethod(nameof(EdgeMap.Enter)));
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            Instrument(method.Body, enter);
        }

        // What was compiled ahead is left out.
        module.Attributes = ModuleAttributes.ILOnly;
        module.Architecture = TargetArchitecture.I386;
        module.Write(copy);
    }

    private void Instrument(MethodBody body, MethodReference enter)
    {
        // Short branches could not reach over what is inserted.
        body.SimplifyMacros();
        ILProcessor code = body.GetILProcessor();
        foreach (Instruction first in BlocksOf(body))
        {
            // The first instruction of the block becomes ours, and a copy of it follows: whoever jumps to the block, and
            // whatever guards it, refers to the object that is ours now.
            Instruction own = Instruction.Create(OpCodes.Nop);
            (own.OpCode, own.Operand) = (first.OpCode, first.Operand);
            (first.OpCode, first.Operand) = (OpCodes.Ldc_I4, _random.Next(EdgeMap.Bytes));
            Instruction call = Instruction.Create(OpCodes.Call, enter);
            code.InsertAfter(first, call);
            code.InsertAfter(call, own);
            Blocks++;
        }

        body.OptimizeMacros();
    }

    /// <summary>The first instruction of each block: where a method, a handler or what is jumped to begins, and what follows a jump.</summary>
    private static HashSet<Instruction> BlocksOf(MethodBody body)
    {
        HashSet<Instruction> first = [body.Instructions[0]];
        foreach (Instruction instruction in body.Instructions)
        {
            IEnumerable<Instruction> targets = instruction.Operand switch
            {
                Instruction target => [target],
                Instruction[] several => several,
                _ => [],
            };
            first.UnionWith(targets);
            if (instruction.OpCode.FlowControl == FlowControl.Cond_Branch && instruction.Next is { } next)
            {
                first.Add(next);
            }
        }

        first.UnionWith(body.ExceptionHandlers.Select(handler => handler.HandlerStart));
        return first;
    }
}
