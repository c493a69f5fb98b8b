using Sysprof.Fuzz;
using Sysprof.Fuzz.Coverage;

FuzzTarget Target(string name) => FuzzTargets.All.FirstOrDefault(target => target.Name == name)
    ?? throw new ArgumentException($"no target is called {name}: {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}");

switch (args)
{
    case ["seeds", var name, var directory]:
        Directory.CreateDirectory(directory);
        foreach ((int number, byte[] seed) in Target(name).Seeds().Index())
        {
            File.WriteAllBytes(Path.Combine(directory, $"{name}-{number}"), seed);
        }

        return 0;
    case ["instrument", var directory]:
        Console.WriteLine($"{InstrumentedProgram.Write(AppContext.BaseDirectory, directory)} blocks");
        return 0;
    case ["afl", var name]:
        ForkServer.Serve(Target(name));
        return 0;
    case ["replay", var name, .. var files]:
        foreach (string file in files)
        {
            Console.WriteLine(file);
            Target(name).RunBounded(File.ReadAllBytes(file));
        }

        return 0;
    default:
        Console.Error.WriteLine("usage: Sysprof.Fuzz seeds TARGET DIRECTORY | instrument DIRECTORY | afl TARGET | replay TARGET FILE...");
        return 2;
}
