using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Unrolled.CodeFixes;

/// <summary>A fix that puts one node in the place of another, each diagnostic by itself; all of a document, project or solution at once as well.</summary>
public abstract class NodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            var found = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (Replace(found, diagnostic) is not var (title, old, replacement))
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    title,
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(replacement is null ? root.RemoveNode(old, SyntaxRemoveOptions.KeepNoTrivia)!
                        : root.ReplaceNode(old, replacement))),
                    equivalenceKey: diagnostic.Id),
                diagnostic);
        }
    }

    /// <summary>The title of the fix, what to replace and by what (null: it is removed); null where there is no one right answer.</summary>
    private protected abstract (string Title, SyntaxNode Old, SyntaxNode? New)? Replace(SyntaxNode found, Diagnostic diagnostic);
}
