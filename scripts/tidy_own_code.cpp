// A plugin for clang-tidy 19 that shows the checks this project's own declarations alone. clang-tidy hands
// them every system header too, with every check on every node, and drops afterwards what they say of it:
// more than half of its time. scripts/tidy builds it when clang's own headers are installed (`./dev setup
// check`), and does without otherwise: the findings are the same.
//
// Declarations that come from a precompiled header are left out as well; those hold system headers only
// (cmake/module.cmake).
#include <clang/AST/ASTConsumer.h>
#include <clang/AST/ASTContext.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendPluginRegistry.h>

#include <memory>
#include <string>
#include <vector>

namespace {

class OwnDeclarations : public clang::ASTConsumer {
 public:
  bool HandleTopLevelDecl(clang::DeclGroupRef group) override {
    for (clang::Decl* declaration : group) {
      // A template's instances are passed here too, and stand below the template.
      if (!declaration->getLexicalDeclContext()->isTranslationUnit()) continue;
      const clang::SourceManager& sources = declaration->getASTContext().getSourceManager();
      if (!sources.isInSystemHeader(sources.getExpansionLoc(declaration->getLocation())))
        own_.push_back(declaration);
    }
    return true;
  }

  // Called before the checks see the unit, by AddBeforeMainAction below.
  void HandleTranslationUnit(clang::ASTContext& context) override { context.setTraversalScope(own_); }

 private:
  std::vector<clang::Decl*> own_;
};

class OwnCodeOnly : public clang::PluginASTAction {
 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance&, llvm::StringRef) override {
    return std::make_unique<OwnDeclarations>();
  }
  bool ParseArgs(const clang::CompilerInstance&, const std::vector<std::string>&) override { return true; }
  ActionType getActionType() override { return AddBeforeMainAction; }
};

const clang::FrontendPluginRegistry::Add<OwnCodeOnly> kRegistered("own-code-only",
                                                                  "checks see no system header");

}  // namespace
